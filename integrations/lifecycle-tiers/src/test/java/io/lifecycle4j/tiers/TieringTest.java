package io.lifecycle4j.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.maintenance.HomeMaintenance;
import io.lifecycle4j.core.maintenance.Kept;
import io.lifecycle4j.core.storage.ClockedMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.maintenance.Amount;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tiers.TieringReport.Failure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Versions lie where the rules want them, and are read wherever they lie. */
class TieringTest extends TieredHome {
  @Test
  void movesNothingUnlessToldTo() {
    version("rides", "one");
    version("rides", "two");
    List<BlobId> before = Fixtures.ids(medium.blobs());
    TieringReport report = tiering().warm(v -> true).run();
    assertThat(report.mode()).isEqualTo(TieringReport.Mode.DRY_RUN);
    assertThat(report.moved()).isEqualTo(new Amount(1, 8_000));
    assertThat(report.after(Tier.WARM).blobs()).isEqualTo(1);
    assertThat(Fixtures.ids(medium.blobs())).isEqualTo(before);
    assertThat(report)
        .hasToString(
            """
            Tiers, dry run: nothing was moved
              now hot: 2 blobs (16.0 kB)
              now warm: 0 blobs (0 B)
              now cold: 0 blobs (0 B)
              then hot: 1 blob (8.0 kB)
              then warm: 1 blob (8.0 kB)
              then cold: 0 blobs (0 B)
              would be moved: 1 blob (8.0 kB)""");
  }

  @Test
  void compressesAndMovesByAge() {
    version("rides", "one");
    medium.pass(Duration.ofDays(100));
    version("rides", "two");
    medium.pass(Duration.ofDays(50));
    version("rides", "new");
    // versions are dated by the clock of the store, which passes as the home's does
    TieringReport report =
        tiering()
            .warm(TierRule.after(Duration.ofDays(50)))
            .cold(TierRule.after(Duration.ofDays(150)))
            .move()
            .run();
    assertThat(report.moved().blobs()).isEqualTo(2);
    assertThat(isHot("one")).isFalse();
    assertThat(isHot("two")).isFalse();
    assertThat(isHot("new")).isTrue();
    assertThat(archive.blobs().contains(container("one"))).isTrue();
    assertThat(medium.blobs().contains(container("two"))).isTrue();
    assertThat(report.after(Tier.COLD).bytes()).isEqualTo(8_000);
    assertThat(report.after(Tier.WARM).storedBytes()).isBetween(100L, 300L);
    assertThat(report.toString()).startsWith("Tiers\n  before hot: 3 blobs").contains("stored in");
    assertThat(readAll(home)).isEqualTo(3);
  }

  @Test
  void keepsTheNewestVersionHotUnlessToldOtherwise() {
    version("rides", "one");
    version("rides", "two");
    version("fares", "three");
    assertThat(tiering().warm(v -> true).run().moved().blobs()).isEqualTo(1);
    assertThat(tiering().warm(v -> true).keepNewest(2).run().moved().blobs()).isZero();
    assertThat(tiering().warm(v -> true).keepNewest(0).run().moved().blobs()).isEqualTo(3);
  }

  @Test
  void keepsHotWhatATagNames() {
    version("rides", "one");
    version("rides", "two");
    kept.datasets.tag("rides", "audited", 1, "alice");
    warmAllButAudited();
    assertThat(isHot("one")).isTrue();
    assertThat(isHot("two")).isFalse();
    kept.datasets.tag("rides", "audited", 2, "alice");
    warmAllButAudited();
    assertThat(isHot("one")).isFalse();
    assertThat(isHot("two")).isTrue();
  }

  private void warmAllButAudited() {
    tiering().warm(v -> true).hot(TierRule.tagged("audited")).keepNewest(0).move().run();
  }

  @Test
  void putsWhatVersionsShareWhereTheHottestOfThemWantsIt() {
    version("rides", "shared", "one");
    version("rides", "shared", "two");
    tiering().warm(v -> true).move().run();
    assertThat(isHot("shared")).isTrue();
    assertThat(isHot("one")).isFalse();
    tiering().cold(v -> v.number() == 1).warm(v -> true).keepNewest(0).move().run();
    assertThat(placed("shared").tier()).isEqualTo(Tier.WARM);
    assertThat(placed("one").tier()).isEqualTo(Tier.COLD);
    assertThat(readAll(home)).isEqualTo(4);
  }

  @Test
  void keepsHotWhatARunAModelOrAPinNeeds() {
    StoredVersion data = version("rides", "run", "model", "pin", "data");
    kept.run("trial-1", text("run"));
    kept.model("ridership", data, text("model"));
    maintenance.pin("mine", List.of(blob("pin")));
    assertThat(warm(1).moved().blobs()).isEqualTo(1); // a model learned from the data as well
    assertThat(List.of(isHot("run"), isHot("model"), isHot("pin"))).containsOnly(true);
    assertThat(isHot("data")).isFalse();
    assertThat(medium.blobs().contains(data.id())).isTrue();
  }

  @Test
  @OnlyLarger
  void leavesAsItIsWhatDoesNotShrink() {
    byte[] noise = Fixtures.bytes(1, 5_000);
    byte[] large = Fixtures.bytes(2, 3_000_000);
    StoredFile small = kept.datasets.put(Kept.file("x"));
    BlobId one = medium.blobs().put(Content.of(noise));
    BlobId two = medium.blobs().put(Content.of(large));
    Fixtures.commit(
        kept.datasets,
        "noise",
        Fixtures.dataset(
            "noise",
            small,
            new StoredFile("noise", one, noise.length),
            new StoredFile("large", two, large.length)));
    List<BlobId> before = Fixtures.ids(medium.blobs());
    TieringReport report = warm(1);
    assertThat(report.after(Tier.WARM).storedBytes()).isEqualTo(3_005_001);
    assertThat(Fixtures.ids(medium.blobs())).isEqualTo(before);
    assertThat(warm(1).moved()).isEqualTo(Amount.NONE); // it is not tried each time
    cold(1);
    assertThat(medium.blobs().contains(two)).isFalse();
    assertThat(home.blobs().read(two)).isEqualTo(large);
    assertThat(recall().after(Tier.HOT).blobs()).isEqualTo(3);
    assertThat(medium.blobs().read(two)).isEqualTo(large);
  }

  @Test
  void movesLargeBlobsOneByOne() {
    byte[] large = Fixtures.utf8("some text, ".repeat(300_000));
    BlobId blob = medium.blobs().put(Content.of(large));
    Fixtures.commit(
        kept.datasets,
        "large",
        Fixtures.dataset("large", new StoredFile("large", blob, large.length)));
    assertThat(warm(1).after(Tier.WARM).storedBytes()).isLessThan(50_000);
    assertThat(home.blobs().read(blob)).isEqualTo(large);
    assertThat(cold(1).after(Tier.COLD).blobs()).isEqualTo(1);
    assertThat(home.blobs().read(blob)).isEqualTo(large);
  }

  @Test
  void bringsBackWhatIsToBeHot() {
    version("rides", "one");
    version("rides", "two");
    cold(2);
    tiering().hot(v -> v.number() == 2).move().run();
    assertThat(isHot("two")).isTrue();
    assertThat(isHot("one")).isFalse();
    TieringReport report = recall();
    assertThat(report.moved()).isEqualTo(new Amount(1, 8_000));
    assertThat(isHot("one")).isTrue();
    assertThat(home.placements().all()).isEmpty();
    assertThat(readAll(home)).isEqualTo(2);
  }

  @Test
  void storesHotWhatIsPutAgainUntilTheNextMove() {
    version("rides", "one");
    version("rides", "two");
    warm(2);
    version("rides", "one");
    assertThat(isHot("one")).isTrue();
    TieringReport report = tiering().warm(v -> true).move().run();
    assertThat(report.before().get(0).blobs()).isEqualTo(1);
    assertThat(isHot("one")).isTrue(); // the newest version has it
    assertThat(home.placements().all()).containsOnlyKeys(blob("two"));
    warm(3);
    assertThat(isHot("one")).isFalse();
    assertThat(readAll(home)).isEqualTo(3);
  }

  @Test
  void doesNotSetAsideWhatIsPutMeanwhile() {
    version("rides", "one");
    medium.before("quarantine", () -> medium.blobs().put(Content.of(text("one"))));
    // by the clock of the blob store, which the medium's is a hundred years ahead of
    Medium same = ClockedMedium.of(medium, InstantSource.system());
    TieredMedium now = TieredMedium.over(same, null);
    tiering(now, InstantSource.system()).warm(v -> true).keepNewest(0).move().run();
    assertThat(isHot("one")).isTrue();
    assertThat(warm(1).moved().blobs()).isEqualTo(1);
    assertThat(isHot("one")).isFalse();
  }

  @Test
  void bringsBackWhatAnotherBroughtBackMeanwhile() {
    version("rides", "one");
    TieredMedium other = TieredMedium.over(medium, null);
    medium.before("quarantine", () -> tiering(other, medium).hot(v -> true).move().run());
    warm(1);
    assertThat(isHot("one")).isTrue();
    assertThat(home.placements().all()).isEmpty();
    assertThat(readAll(home)).isEqualTo(1);
  }

  @Test
  void leavesABlobWhereItIsIfItCannotBeReadBack() {
    version("rides", "one");
    warm(1);
    BlobId container = container("one");
    recall();
    medium.damaged.add(container);
    TieringReport report = warm(1);
    assertThat(report.moved()).isEqualTo(Amount.NONE);
    assertThat(report.failures())
        .containsExactly(new Failure(blob("one"), Tier.WARM, "Corrupt " + container));
    assertThat(isHot("one")).isTrue();
    assertThat(home.placements().all()).isEmpty();
  }

  @Test
  void saysWhatToGiveWhenTheColdStoreIsMissing() {
    version("rides", "one");
    cold(1);
    TieredMedium without = TieredMedium.over(medium, null);
    String hint = "(give it to Tiers.withCold(…))";
    assertThatThrownBy(() -> without.blobs().read(blob("one")))
        .isInstanceOf(StorageFailedException.class)
        .hasMessageStartingWith("Cannot read blob " + blob("one") + ": the cold store has it")
        .hasMessageEndingWith(hint);
    assertThatThrownBy(() -> readAll(without)).hasMessageEndingWith(hint);
    assertThat(without.blobs().contains(blob("one"))).isTrue();
    assertThatThrownBy(() -> tiering(without, medium).cold(TierRule.after(Duration.ZERO)).run())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageEndingWith(hint);
    assertThat(tiering(without, medium).hot(v -> true).move().run().after(Tier.COLD).blobs())
        .isEqualTo(1);
  }

  @Test
  void refusesWhileNobodyKnowsWhatIsNeeded() {
    StoredVersion one = version("rides", "one");
    version("fares", "two");
    medium.damaged.add(one.id());
    assertThatThrownBy(() -> new Kept(home, medium).datasets.find("rides", 1))
        .isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> warm(1)).isInstanceOf(CorruptDataException.class);
    assertThat(isHot("two")).isTrue();
  }

  @Test
  void refusesAnEntryOfANewerVersion() {
    version("rides", "one");
    try (Journal journal = medium.journals().shared("tiers")) {
      journal.append(
          new Batch(
              Fixtures.token(),
              Batch.ANY,
              List.of(Fixtures.utf8("{\"blobs\":[],\"kind\":\"placed\",\"tier\":\"ICE\",\"v\":1}")),
              Durability.POWER));
    }
    assertThatThrownBy(() -> warm(1))
        .isInstanceOf(ReadOnlyException.class)
        .hasMessage(
            "Cannot read tier entry 1: tier 'ICE' (written by a newer version of Lifecycle4j)");
    assertThatThrownBy(() -> maintenance.collectGarbage().run())
        .isInstanceOf(ReadOnlyException.class);
  }

  @Test
  void tellsHowFarItIs() {
    for (int i = 0; i < 5; i++) {
      version("rides", "file " + i);
    }
    List<DataProgress> heard = new ArrayList<>();
    tiering().warm(v -> true).onProgress(heard::add).move().run();
    long bytes = 4L * text("file 0").length();
    assertThat(heard.get(0)).isEqualTo(new DataProgress(Phase.MOVING, 0, 4, 0, bytes, 0, 0));
    assertThat(heard.get(heard.size() - 1))
        .isEqualTo(new DataProgress(Phase.MOVING, 4, 4, bytes, bytes, 0, 0));
    assertThat(heard.get(0)).hasToString("moving 0 of 4 blobs, 0.0 of 0.1 MiB");
  }

  @Test
  void stopsAtAJournalThatNobodyKnowsAndGoesOnWithOnesOfUsers() {
    version("rides", "one", "two");
    maintenance.pin("review 7", List.of(blob("one")));
    try (Journal own = medium.journals().shared("own-reviews")) {
      own.append(Fixtures.batch("7"));
    }
    assertThat(warm(1).moved().blobs()).isEqualTo(1);
    assertThat(isHot("one")).isTrue();
    assertThat(isHot("two")).isFalse();
    try (Journal foreign = medium.journals().shared("reviews")) {
      foreign.append(Fixtures.batch("7"));
    }
    assertThatThrownBy(this::recall)
        .isInstanceOf(ReadOnlyException.class)
        .hasMessageContaining(": it belongs to none of the rooms");
  }

  @Test
  void movesNothingInAHomeThatDoesNotListTheFeature() {
    try (TieredMedium plain = TieredMedium.over(Media.memory(), null)) {
      Tiering move = tiering(plain, medium).warm(v -> true);
      assertThat(move.run().moved()).as("a dry run uses none").isEqualTo(Amount.NONE);
      assertThatThrownBy(() -> move.move().run())
          .isInstanceOf(ReadOnlyException.class)
          .hasMessage(
              "Cannot move blobs between tiers: home %s does not list the feature tiers (add it"
                  + " with maintenance().upgrade(); libraries without it may not open the home"
                  + " then)",
              plain.location());
      assertThat(HomeMaintenance.over(plain, medium).upgrade()).containsExactly("tiers");
      assertThat(move.run().moved()).isEqualTo(Amount.NONE);
    }
  }

  @Test
  void endsWhenInterrupted() {
    version("rides", "one");
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> warm(1)).isInstanceOf(OperationInterruptedException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(readAll(home)).isEqualTo(1);
  }

  @Test
  void refusesPartsThatAreWrongOrGivenTwice() {
    for (Runnable wrong :
        List.<Runnable>of(
            () -> TierRule.after(Duration.ofDays(-1)),
            () -> TierRule.after(Duration.ofDays(36_501)),
            () -> TierRule.after(Duration.ZERO).and(TierRule.after(Duration.ZERO)),
            () -> new TierRule(Optional.empty(), Optional.empty(), Optional.empty()),
            () -> tiering().keepNewest(-1),
            () -> tiering().keepNewest(1).keepNewest(1),
            () -> tiering().onProgress(p -> {}).onProgress(p -> {}),
            () -> tiering().move().move())) {
      assertThatThrownBy(wrong::run)
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("Invalid ");
    }
    assertThatThrownBy(() -> TierRule.tagged("")).isInstanceOf(InvalidNameException.class);
  }
}

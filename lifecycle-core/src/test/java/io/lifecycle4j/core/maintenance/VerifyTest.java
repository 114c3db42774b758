package io.lifecycle4j.core.maintenance;

import static io.lifecycle4j.error.Preconditions.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.maintenance.VerifyReport;
import io.lifecycle4j.maintenance.VerifyReport.Damage;
import io.lifecycle4j.maintenance.VerifyReport.Damage.Kind;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage is found and named by what it touches. */
class VerifyTest {
  private final TestMedium medium = new TestMedium(Media.memory());
  private final Maintenance maintenance = HomeMaintenance.over(medium, medium);
  private final Kept kept = new Kept(medium, medium);

  @AfterEach
  void close() {
    medium.close();
  }

  private Damage only(VerifyReport report) {
    assertThat(report.sound()).isFalse();
    assertThat(report.damage()).hasSize(1);
    return report.damage().get(0);
  }

  @Test
  void findsAnEmptyHomeSound() {
    VerifyReport report = maintenance.verify(VerifyDepth.HASH);
    assertThat(report.sound()).isTrue();
    assertThat(report)
        .hasToString(
            "Verified 0 journals and 0 blobs (0 B), 100 % of the home, at depth HASH: all sound");
  }

  @Test
  void countsWhatItLookedAt() {
    kept.dataset("rides", "data");
    long manifest = medium.blobs().size(kept.datasets.versions("rides").get(0).id());
    VerifyReport report = maintenance.verify(VerifyDepth.CHECKSUM);
    assertThat(report.journals()).isEqualTo(1);
    assertThat(report.blobs().blobs()).isEqualTo(2);
    assertThat(report.blobs().bytes()).isEqualTo(manifest + 4);
    assertThat(report.share()).isEqualTo(1);
    assertThat(report.sound()).isTrue();
  }

  @Test
  void tellsHowFarItIs() {
    kept.dataset("rides", "data");
    long bytes = maintenance.verify(VerifyDepth.STRUCTURE).blobs().bytes();
    List<DataProgress> told = new ArrayList<>();
    maintenance.onProgress(told::add).verify(VerifyDepth.HASH);
    assertThat(told)
        .startsWith(new DataProgress(Phase.VERIFYING, 0, 2, 0, bytes, 0, 0))
        .endsWith(new DataProgress(Phase.VERIFYING, 2, 2, bytes, bytes, 0, 0));
    assertThat(told.get(0)).hasToString("verifying 0 of 2 blobs, 0.0 of 0.0 MiB");
  }

  @Test
  void tellsOfItsPartAlone() {
    kept.dataset("rides", "data");
    List<DataProgress> told = new ArrayList<>();
    maintenance.onProgress(told::add).verifyNext(0.3, VerifyDepth.STRUCTURE);
    assertThat(told).extracting(DataProgress::totalFiles).containsOnly(1L);
    assertThat(told.get(told.size() - 1).share()).isEqualTo(1);
  }

  @Test
  void endsWithWhatTheListenerThrows() {
    kept.dataset("rides", "data");
    IllegalStateException stop = new IllegalStateException("stop");
    Maintenance stopped =
        maintenance.onProgress(
            progress -> {
              throw stop;
            });
    assertThatThrownBy(() -> stopped.verify(VerifyDepth.HASH)).isSameAs(stop);
    assertThat(maintenance.verify(VerifyDepth.HASH).sound()).isTrue();
  }

  @Test
  void namesTheModelWhoseWeightsAreDamaged() {
    StoredVersion rides = kept.dataset("rides", "data");
    kept.model("ridership", rides, "first weights");
    ModelVersion second = kept.model("ridership", rides, "second weights");
    BlobId weights = second.manifest().artifact().files().get(0).blob();
    medium.damaged.add(weights);
    VerifyReport report = maintenance.verify(VerifyDepth.HASH);
    assertThat(only(report))
        .isEqualTo(
            new Damage(
                Kind.BLOB, weights.sha256(), "Corrupt " + weights, List.of("model ridership:2")));
    assertThat(report.toString())
        .contains("1 damaged")
        .contains("damaged blob " + weights)
        .contains("touches model ridership:2")
        .contains("restore it from a backup");
  }

  @Test
  void namesEveryVersionThatLearnedFromDamagedData() {
    StoredVersion first = kept.dataset("rides", "old data");
    StoredVersion second = kept.dataset("rides", "new data");
    kept.model("ridership", first, "first weights");
    kept.model("ridership", second, "second weights");
    kept.model("fares", second, "other weights");
    medium.damaged.add(second.manifest().files().get(0).blob());
    assertThat(only(maintenance.verify(VerifyDepth.HASH)).touches())
        .containsExactly("dataset rides:2", "model fares:1", "model ridership:2");
  }

  @Test
  void namesTheRunWhoseArtifactIsDamaged() {
    kept.run("trial-1", "plot");
    medium.damaged.add(kept.run("trial-2", "other plot"));
    assertThat(only(maintenance.verify(VerifyDepth.HASH)).touches()).containsExactly("run trial-2");
  }

  @Test
  void namesWhatADamagedManifestDescribesAndFindsNothingElse() {
    StoredVersion rides = kept.dataset("rides", "data");
    kept.dataset("fares", "other data");
    medium.damaged.add(rides.id());
    Damage damage = only(maintenance.verify(VerifyDepth.STRUCTURE));
    assertThat(damage.kind()).isEqualTo(Kind.BLOB);
    assertThat(damage.touches()).containsExactly("dataset rides:1");
  }

  @Test
  void namesTheRunWhoseJournalIsDamaged() {
    kept.run("trial-1", "plot");
    kept.run("trial-2", "other plot");
    String journal = kept.runJournal("trial-2");
    medium.damaged.add(journal);
    Damage damage = only(maintenance.verify(VerifyDepth.CHECKSUM));
    assertThat(damage.kind()).isEqualTo(Kind.JOURNAL);
    assertThat(damage.name()).isEqualTo(journal);
    assertThat(damage.touches()).containsExactly("run trial-2");
    assertThat(damage.toString()).contains("and what it records behind the damage");
  }

  @Test
  void saysOfAJournalWithoutAReadableEntryThatAllOfItIsTouched() {
    kept.dataset("rides", "data");
    medium.damaged.add("datasets");
    assertThat(only(maintenance.verify(VerifyDepth.CHECKSUM)).toString())
        .contains("damaged journal datasets")
        .contains("touches all that it records");
  }

  @Test
  void findsWhatIsNeededButMissing() {
    StoredVersion rides = kept.dataset("rides", "data");
    BlobId file = rides.manifest().files().get(0).blob();
    medium.blobs().maintenance().quarantine(List.of(file), medium.instant());
    Damage aside = only(maintenance.verify(VerifyDepth.STRUCTURE));
    assertThat(aside.kind()).isEqualTo(Kind.MISSING_BLOB);
    assertThat(aside.problem()).contains("quarantine");
    medium.blobs().maintenance().purge(medium.instant().plusSeconds(1));
    Damage gone = only(maintenance.verify(VerifyDepth.STRUCTURE));
    assertThat(gone.name()).isEqualTo(file.sha256());
    assertThat(gone.problem()).isEqualTo("It is needed, but not stored");
    assertThat(gone.touches()).containsExactly("dataset rides:1");
  }

  @Test
  void saysThatNothingNeedsADamagedBlobThatIsGarbage() {
    BlobId garbage = medium.blobs().put(Content.of("garbage"));
    medium.damaged.add(garbage);
    Damage damage = only(maintenance.verify(VerifyDepth.HASH));
    assertThat(damage.touches()).isEmpty();
    assertThat(damage.toString()).contains("nothing needs it");
  }

  @Test
  void findsGoodBytesThatSayNothing() {
    medium.journals().shared("datasets").append(Fixtures.batch("no JSON"));
    Damage damage = only(maintenance.verify(VerifyDepth.HASH));
    assertThat(damage.kind()).isEqualTo(Kind.CONTENT);
    assertThat(damage.name()).isEqualTo("dataset entry 1");
  }

  @Test
  void doesNotCallItDamageThatANewerVersionWrote() {
    medium.journals().shared("holdout-ledger").append(Fixtures.batch("from the future"));
    assertThat(maintenance.verify(VerifyDepth.HASH).sound()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.34, 0.5, 1})
  void coversEverythingInParts(double share) {
    List<BlobId> damaged = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      damaged.add(medium.blobs().put(Content.of("garbage " + i)));
    }
    kept.dataset("rides", "data");
    medium.damaged.addAll(damaged);
    List<String> found = new ArrayList<>();
    long journals = 0;
    double done = 0;
    int nights = (int) Math.ceil(1 / share);
    for (int night = 0; night < nights; night++) {
      // each night another process
      Maintenance opened = HomeMaintenance.over(medium, medium);
      VerifyReport report = opened.verifyNext(share, VerifyDepth.CHECKSUM);
      report.damage().forEach(damage -> found.add(damage.name()));
      journals += report.journals();
      done += report.share();
    }
    assertThat(found).containsAll(damaged.stream().map(BlobId::sha256).toList());
    assertThat(journals).isGreaterThanOrEqualTo(1);
    assertThat(done).isGreaterThanOrEqualTo(0.99);
  }

  @Test
  void goesOnBehindABlobThatIsGone() {
    List<BlobId> blobs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      blobs.add(medium.blobs().put(Content.of("garbage " + i)));
    }
    List<BlobId> sorted = Fixtures.ids(medium.blobs());
    medium.damaged.addAll(blobs);
    assertThat(maintenance.verifyNext(0.5, VerifyDepth.HASH).damage())
        .extracting(Damage::name)
        .containsExactly(sorted.get(0).sha256(), sorted.get(1).sha256());
    medium.blobs().maintenance().quarantine(List.of(sorted.get(1)), medium.instant());
    assertThat(maintenance.verifyNext(0.25, VerifyDepth.HASH).damage())
        .extracting(Damage::name)
        .containsExactly(sorted.get(2).sha256());
    assertThat(maintenance.verifyNext(0.25, VerifyDepth.STRUCTURE).damage())
        .as("each depth goes its own way")
        .extracting(Damage::name)
        .containsExactly(sorted.get(0).sha256());
  }

  @Test
  void readsOnlyTheEndOfWhereItWas() {
    Journal journal = medium.journals().shared("maintenance");
    journal.append(Fixtures.batch("of no use"));
    String line =
        "{\"depth\":\"HASH\",\"kind\":\"verified\",\"name\":\"x\",\"part\":\"journal\","
            + "\"time\":\"2026-01-02T03:04:05Z\",\"v\":1}";
    journal.append(Fixtures.batch(Collections.nCopies(1_000, line).toArray(new String[0])));
    assertThat(maintenance.verifyNext(1, VerifyDepth.HASH).share()).isEqualTo(1);
    assertThat(journal.sequence()).isEqualTo(1_002);
  }

  @Test
  void refusesASharewithoutSense() {
    for (double share : new double[] {0, -0.1, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> maintenance.verifyNext(share, VerifyDepth.HASH))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid share: " + number(share) + " (must be above 0 and at most 1)");
    }
  }

  @Test
  void endsWhenItIsInterrupted() {
    kept.dataset("rides", "data");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> maintenance.verify(VerifyDepth.HASH))
        .isInstanceOf(OperationInterruptedException.class)
        .hasMessage("Cannot verify the home: the thread was interrupted");
    assertThat(Thread.interrupted()).isTrue();
    medium.pass(Duration.ofDays(1));
    assertThat(maintenance.verify(VerifyDepth.HASH).sound()).isTrue();
  }
}

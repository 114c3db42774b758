package io.lifecycle4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.Dataset.TagMove;
import io.lifecycle4j.data.DatasetManifest.Parent;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Versions are found again: by number, tag, hash and time. */
class VersionHistoryTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final Medium medium = Media.memory();
  private Instant now = START;
  private final DatasetStore store = DatasetStores.over(medium, () -> now);
  private final Dataset rides = DatasetStores.datasets(store, () -> now).dataset("rides");

  @AfterEach
  void close() {
    medium.close();
  }

  private Snapshot snapshot(int riders) {
    return rides
        .snapshot(Sources.csv("rides.csv", Content.of("day,temp,riders\nMon,1," + riders + "\n")))
        .schema(SampleHome.RIDES);
  }

  private DatasetVersion commit(int riders) {
    now = now.plus(Duration.ofDays(1));
    return snapshot(riders).commit();
  }

  @Test
  void keepsMetadataAndWhatAVersionIsMadeOf() {
    DatasetVersion raw = commit(1);
    DatasetVersion made =
        snapshot(2)
            .metadata("source", "bus operator")
            .metadata("licence", "")
            .madeOf(raw, "doubled")
            .commit();

    assertThat(rides.version(made.number()).manifest().metadata())
        .isEqualTo(Map.of("source", "bus operator", "licence", ""));
    assertThat(rides.version(made.number()).manifest().parents())
        .containsExactly(new Parent("rides", 1, raw.id(), "doubled"));
  }

  @Test
  void makesAVersionOfTheSameContentOnlyForWhatIsNew() {
    DatasetVersion first = snapshot(1).metadata("a", "1").metadata("b", "2").commit();

    assertThat(snapshot(1).commit()).isEqualTo(first);
    assertThat(snapshot(1).metadata("b", "2").commit()).isEqualTo(first);
    assertThat(snapshot(1).metadata("b", "3").commit().number()).isEqualTo(2);
    assertThat(snapshot(1).madeOf(first, "copied").commit().number()).isEqualTo(3);
    assertThat(snapshot(1).madeOf(first, "copied").commit().number()).isEqualTo(3);
  }

  @Test
  void refusesTheSameKeyOrTagTwiceAndBadNames() {
    assertThatThrownBy(() -> snapshot(1).metadata("a", "1").metadata("a", "1"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid snapshot: metadata a set twice");
    assertThatThrownBy(() -> snapshot(1).tag("a").tag("a"))
        .hasMessage("Invalid snapshot: tag a set twice");
    assertThatThrownBy(() -> snapshot(1).metadata("a/b", "1"))
        .isInstanceOf(InvalidNameException.class);
    assertThatThrownBy(() -> snapshot(1).tag(" a")).isInstanceOf(InvalidNameException.class);
  }

  @Test
  void findsAVersionByItsTagUntilTheTagMovesOn() {
    snapshot(1).tag("clean").tag("spring").by("ann").commit();
    commit(2);
    assertThat(rides.find("clean")).hasValue(rides.version(1));
    assertThat(rides.find("dirty")).isEmpty();

    rides.tag(2, "clean", "bob");
    rides.untag("spring", "bob");

    assertThat(rides.find("clean")).hasValue(rides.version(2));
    assertThat(rides.find("spring")).isEmpty();
    assertThat(rides.tags()).isEqualTo(Map.of("clean", 2));
    assertThat(rides.tagHistory())
        .extracting(TagMove::tag, TagMove::from, TagMove::to, TagMove::author, TagMove::time)
        .containsExactly(
            tuple("clean", 0, 1, "ann", START),
            tuple("spring", 0, 1, "ann", START),
            tuple("clean", 1, 2, "bob", START.plus(Duration.ofDays(1))),
            tuple("spring", 1, 0, "bob", START.plus(Duration.ofDays(1))));
  }

  @Test
  void tagsAsTheUserOfTheSystem() {
    commit(1);
    rides.tag(1, "clean");
    rides.untag("clean");
    assertThat(rides.tagHistory())
        .extracting(TagMove::author)
        .containsExactly(System.getProperty("user.name"), System.getProperty("user.name"));
  }

  @Test
  void removesAndMovesNoTagThatCannotBe() {
    commit(1);
    assertThatThrownBy(() -> rides.untag("clean"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Tag does not exist: clean of rides");
    assertThatThrownBy(() -> rides.tag(0, "clean"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Dataset version does not exist: rides:0");
    assertThat(rides.tagHistory()).isEmpty();
  }

  @Test
  void findsTheNewestVersionOfAHash() {
    DatasetVersion first = commit(1);
    DatasetVersion second = commit(2);
    DatasetVersion third = commit(1);

    assertThat(third.id()).isEqualTo(first.id());
    assertThat(rides.find(first.id())).hasValue(third);
    assertThat(rides.find(new BlobId("0".repeat(64)))).isEmpty();
    assertThat(rides.findHash(second.id().sha256().substring(0, 12))).hasValue(second);
    assertThat(rides.findHash(first.id().sha256())).hasValue(third);
    assertThat(rides.findHash("0".repeat(64))).isEmpty();
  }

  @Test
  void refusesAStartOfAHashThatIsNoneOrNotClear() {
    for (String start : List.of("", "abc", "ABCD", "xyz0", "a".repeat(65))) {
      assertThatThrownBy(() -> rides.findHash(start))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid start of a hash: '" + start + "' (must be 4 to 64 of 0123456789abcdef)");
    }
    String start = twoThatBeginAlike();
    assertThatThrownBy(() -> rides.findHash(start))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid start of a hash: '" + start + "' (must not fit all of [");
  }

  /** Two of a few hundred hashes share four digits sooner or later. */
  private String twoThatBeginAlike() {
    List<String> seen = new ArrayList<>();
    for (int riders = 0; ; riders++) {
      String start = commit(riders).id().sha256().substring(0, 4);
      if (seen.contains(start)) {
        return start;
      }
      seen.add(start);
    }
  }

  @Test
  void findsWhatWasTheNewestAtATime() {
    commit(1);
    commit(2);
    Duration day = Duration.ofDays(1);
    assertThat(rides.findAsOf(START)).isEmpty();
    assertThat(rides.findAsOf(START.plus(day))).hasValue(rides.version(1));
    assertThat(rides.findAsOf(START.plus(day.multipliedBy(2)).minusNanos(1)))
        .hasValue(rides.version(1));
    assertThat(rides.findAsOf(Instant.MAX)).hasValue(rides.version(2));
  }

  private void append(String payload) {
    try (Journal journal = medium.journals().shared(JournalDatasetStore.JOURNAL)) {
      journal.append(Fixtures.batch(Batch.ANY, Durability.POWER, payload));
    }
  }

  @Test
  void readsPastAnUnknownKindAndRefusesToWrite() {
    commit(1);
    append("{\"kind\":\"branched\",\"v\":1}");
    DatasetStore other = DatasetStores.over(medium, () -> now);
    assertThat(other.find("rides", 1)).isPresent();
    assertThatThrownBy(() -> other.tag("rides", "x", 1, "ann"))
        .isInstanceOf(ReadOnlyException.class)
        .hasMessage(
            "Cannot tag rides: Cannot read dataset entry 2: kind 'branched' (written by a newer"
                + " version of Lifecycle4j)");
    assertThatThrownBy(() -> commit(2)).isInstanceOf(ReadOnlyException.class);

    List<String> unreadable = new ArrayList<>();
    DatasetStores.references(medium.blobs(), medium.journals()).walk(unreadableInto(unreadable));
    assertThat(unreadable)
        .containsExactly(
            "dataset entry 2: Cannot read dataset entry 2: kind 'branched' (written by a newer"
                + " version of Lifecycle4j)");
  }

  @Test
  void needsNothingForATag() {
    snapshot(1).tag("clean").commit();
    List<String> unreadable = new ArrayList<>();
    DatasetStores.references(medium.blobs(), medium.journals()).walk(unreadableInto(unreadable));
    assertThat(unreadable).isEmpty();
  }

  private static References.Visitor unreadableInto(List<String> all) {
    return new References.Visitor() {
      @Override
      public void recorded(String holder, String journal) {
        // only what cannot be read is asked for
      }

      @Override
      public void reaches(String holder, BlobId blob) {
        // only what cannot be read is asked for
      }

      @Override
      public void unreadable(String what, LifecycleException why) {
        all.add(what + ": " + why.getMessage());
      }
    };
  }

  @Test
  void readsNoTagOfAVersionThatIsNotThere() {
    commit(1);
    append(
        "{\"author\":\"ann\",\"dataset\":\"rides\",\"kind\":\"tagged\",\"number\":2,"
            + "\"tag\":\"x\",\"time\":\"2026-03-01T12:00:00Z\"}");
    assertThatThrownBy(rides::versions)
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Cannot read dataset entry 2: tag x of version 2 of rides (there is none)");
  }
}

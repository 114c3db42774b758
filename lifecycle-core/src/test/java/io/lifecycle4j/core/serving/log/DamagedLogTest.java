package io.lifecycle4j.core.serving.log;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.serving.ErasureReport;
import io.lifecycle4j.serving.Retention;
import io.lifecycle4j.storage.Content;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is corrupt in the logs of a home stops nothing else, and is named. */
class DamagedLogTest extends UpkeptLog {
  @Test
  void erasesWhatItCanReadAndNamesWhatItCannot() {
    session("a", "walter");
    upkeep.run();
    session("a", "walter");
    session("b", "walter");
    Part damaged = parts("a").get(0);
    flip(file(damaged));

    ErasureReport report = erase("a", "walter");
    assertThat(report.predictions()).isEqualTo(1);
    assertThat(report.left())
        .containsExactly(
            "part "
                + damaged.blob()
                + " (Corrupt predictions: blob "
                + damaged.blob()
                + " has another checksum)");
    assertThat(report.toString()).contains("\nnot searched or deleted yet: part ");
    assertThat(erase("b", "walter").left()).isEmpty();
    assertThat(isOnDisk(about("b", "walter"))).isFalse();

    session("b", "bob");
    upkeep.run();
    assertThat(parts("b")).as("moved and merged").hasSize(2);
    flip(file(damaged));
    wait(Duration.ofMinutes(1));
    upkeep.run();
    assertThat(Parts.of(medium.journals(), "a").erasures().pending()).isEmpty();
    assertThat(isOnDisk(about("a", "walter"))).isFalse();
    assertThat(count("a")).isEqualTo(2);
  }

  @Test
  void readsAndErasesBesideADamagedJournal() {
    session("a", "walter");
    session("b", "walter");
    flipHeader("a");
    assertThat(count("b")).isEqualTo(1);
    assertThatThrownBy(() -> count("a")).isInstanceOf(CorruptDataException.class);
    ErasureReport other = erase("b", "walter");
    assertThat(other.predictions()).isEqualTo(1);
    assertThat(other.left()).isEmpty();
    assertThat(isOnDisk(about("b", "walter"))).isFalse();
    session("a", "walter");
    now = now.plusSeconds(1);
    ErasureReport own = erase("a", "walter");
    assertThat(own.predictions()).isEqualTo(1);
    assertThat(own.left())
        .singleElement()
        .asString()
        .startsWith("journal " + LoggedPredictions.journal("a", "") + "s0 (Corrupt");
    assertThat(parts("a")).as("the journal stays, the other is moved").hasSize(1);
    flipHeader("a");
    wait(Duration.ofMinutes(1));
    upkeep.run();
    assertThat(isOnDisk(about("a", "walter"))).as("once it is mended").isFalse();
    assertThat(count("a")).isEqualTo(2);
  }

  @Test
  void logsThoughTheListOfPartsIsCorrupt() {
    session("a", "walter");
    upkeep.run();
    flip(Tree.journal(directory.resolve("home"), Parts.list("a")), 200);
    session("a", "bob");
    session("b", "walter");
    upkeep.round(); // tries again with the next one, and not at once
    assertThatThrownBy(() -> count("a")).isInstanceOf(CorruptDataException.class);
    assertThat(parts("b")).as("of another model").hasSize(1);
    assertThat(erase("b", "walter").left()).isEmpty();
    assertThat(isOnDisk(about("b", "walter"))).isFalse();
    flip(Tree.journal(directory.resolve("home"), Parts.list("a")), 200);
    assertThat(count("a")).isEqualTo(2);
  }

  @Test
  void dropsWhatIsTooOldBesideADamagedPartThatAnErasureMustSearch() {
    session("a", "walter");
    session("b", "walter");
    upkeep.run();
    flip(file(parts("a").get(0)));
    erase("a", "walter");
    now = now.plus(Duration.ofDays(3));
    session("b", Retention.days(1)).begin();
    Together.awaitTrue( // the thread of the upkeep may be at work now
        () -> {
          upkeep.run();
          return count("b") == 0; // after its retention
        });
  }

  @Test
  void remembersWhatAnErasureMustStillSearchWhenEntriesAreReplacedByOne() {
    session("a", "walter");
    upkeep.run();
    Part damaged = parts("a").get(0);
    flip(file(damaged));
    erase("a", "walter");
    session("a", "walter");
    upkeep.run(); // a later prediction, in another part
    try (PartsJournal journal =
        requireNonNull(PartsJournal.open(medium, Parts.list("a"), () -> now))) {
      for (int i = 0; i < 1_000; i++) {
        journal.restate();
      }
      journal.compact();
    }
    flip(file(damaged));
    wait(Duration.ofMinutes(1));
    upkeep.run();
    List<String> keys = new ArrayList<>();
    new LogReading(medium, "a", () -> {}).forEach(one -> keys.add(one.findKey().orElse("")));
    assertThat(keys).containsExactlyInAnyOrder("", "walter");
  }

  @Test
  void namesBytesThatCannotBeDeletedAndDeletesThemLater() {
    session("a", "walter");
    upkeep.run();
    List<Content> some = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      some.add(Content.of(Fixtures.utf8("of a run " + i)));
    }
    medium.blobs().putAll(some);
    close();
    flipPacks();
    open();
    ErasureReport report = erase("a", "walter");
    assertThat(report.left()).singleElement().asString().startsWith("bytes that were replaced (");
    assertThat(isOnDisk(about("a", "walter"))).isTrue();
    session("a", "bob");
    upkeep.run();
    assertThat(parts("a")).as("goes on").hasSize(2);
    flipPacks();
    wait(Duration.ofMinutes(1));
    upkeep.run();
    assertThat(isOnDisk(about("a", "walter"))).isFalse();
    assertThat(Parts.of(medium.journals(), "a").erasures().pending()).isEmpty();
  }

  @Test
  void mergesTheOtherPartsBesideADamagedOneWhichItSeldomReads() {
    Watched watched = new Watched(medium);
    upkeep.close();
    open(watched);
    for (String model : List.of("a", "b", "a", "b", "a")) {
      session(model, "key " + sessions);
      upkeep.run();
    }
    Part damaged = parts("a").get(0);
    watched.watched = damaged.blob();
    flip(file(damaged));
    now = now.plus(Duration.ofDays(1));
    upkeep.run();
    assertThat(parts("a")).extracting(Part::count).containsExactly(1L, 2L);
    assertThat(parts("b")).extracting(Part::count).containsExactly(2L);
    int before = watched.opened;
    upkeep.run();
    assertThat(watched.opened).as("not again within a minute").isEqualTo(before);
    now = now.plus(Duration.ofHours(2));
    upkeep.run();
    assertThat(Parts.of(medium.journals(), "a").garbage(Instant.MAX)).isEmpty();
    erase("a", "key 0");
    upkeep.run();
    before = watched.opened;
    upkeep.run();
    assertThat(watched.opened).as("nor by the erasure").isEqualTo(before);
    flip(file(damaged));
    wait(Duration.ofMinutes(1));
    upkeep.run();
    assertThat(parts("a")).extracting(Part::count).containsExactly(3L);
  }
}

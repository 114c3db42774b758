package io.lifecycle4j.core.serving.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.serving.truth.GroundTruths;
import io.lifecycle4j.core.storage.ForwardingMedium;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.serving.Retention;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is erased loses its labels, at once or when these can be read, and keeps nothing else. */
class DamagedTruthTest extends UpkeptLog {
  /** Records two labels, so that damage in the first is not taken for a torn end. */
  private void label(String model, String id) {
    try (GroundTruths truths =
        new GroundTruths(medium.journals(), model, () -> Fixtures.TIME.minusSeconds(1))) {
      truths.record(Map.of(id, "diagnosis of " + id));
      truths.record(Map.of("z-1", "of another one"));
    }
  }

  /** Changes a byte of a label; doing so again mends it. */
  private void flipLabel() {
    Tree.files(directory)
        .forEach(
            (file, bytes) -> {
              int at = new String(bytes, ISO_8859_1).indexOf("iagnosis of ");
              if (at > 0) {
                flip(file, at - 1);
              }
            });
  }

  private void mendAndRun() {
    flipLabel();
    assertThat(isOnDisk("diagnosis of s0-1")).isTrue();
    wait(Duration.ofMinutes(1));
    upkeep.run();
    assertThat(isOnDisk("diagnosis of s0-1")).isFalse();
    assertThat(isOnDisk("of another one")).isTrue();
    assertThat(Parts.of(medium.journals(), "a").erasures().pending()).isEmpty();
  }

  @Test
  void erasesKeyAndInputThoughTheGroundTruthIsCorrupt() {
    session("a", "walter");
    upkeep.run();
    label("a", "s0-1");
    flipLabel();
    assertThat(erase("a", "walter").left())
        .singleElement()
        .asString()
        .startsWith("ground truth (Corrupt ");
    assertThat(isOnDisk(about("a", "walter"))).isFalse();
    mendAndRun();
  }

  @Test
  void movesWhatAnErasureHidesThoughTheGroundTruthIsCorrupt() {
    session("a", "walter");
    try (RollUp dies = requireNonNull(RollUp.open(medium, Parts.list("a"), () -> now))) {
      Map<String, Long> ends = dies.labels().inJournals("a", "walter").ends();
      ErasedKey key = ErasedKey.begin("a", "walter", "dpo", "asked", now, ends, 1);
      dies.parts().erase(key);
      dies.parts().erase(key.complete());
    }
    label("a", "s0-1");
    flipLabel();
    upkeep.run();
    assertThat(parts("a")).hasSize(1);
    assertThat(isOnDisk(about("a", "walter"))).isFalse();
    mendAndRun();
  }

  /** Counts how often labels are removed. */
  private static final class Removals extends ForwardingMedium {
    private int count;
    private boolean fails;
    private final FailingJournal parts = new FailingJournal();

    Removals(Medium inner) {
      super(inner);
    }

    @Override
    protected @Nullable Object call(Object target, Method method, Object[] arguments)
        throws Throwable {
      if (method.getName().equals("owned") && arguments[0].equals(Parts.list("a"))) {
        return parts.over((Journal) requireNonNull(super.call(target, method, arguments)));
      }
      if (method.getName().equals("shared")
          && ((String) arguments[0]).startsWith("ground-truth-")) {
        count++;
        if (fails) {
          throw new StorageFailedException("No space");
        }
      }
      return super.call(target, method, arguments);
    }
  }

  @Test
  void removesTheLabelsOfAllPartsAtOnce() {
    for (int i = 0; i < 5; i++) {
      session("a", "walter");
      upkeep.run();
      label("a", "s" + i + "-1");
    }
    assertThat(parts("a")).hasSize(5);
    Removals removals = new Removals(medium);
    upkeep.close();
    open(removals);
    assertThat(erase("a", "walter").predictions()).isEqualTo(5);
    assertThat(isOnDisk("diagnosis of ")).isFalse();
    assertThat(isOnDisk("of another one")).isTrue();
    assertThat(removals.count).isEqualTo(1);
  }

  @Test
  void trimsLabelsBesideADamagedJournalOfAnotherModel() {
    session("a", "walter");
    upkeep.run();
    label("a", "s0-1");
    session("b", "walter");
    Path other = Tree.journal(directory.resolve("home"), LoggedPredictions.journal("b", "s1"));
    flip(other, 200);
    try (RollUp open = requireNonNull(RollUp.open(medium, Parts.list("a"), () -> now))) {
      open.drop("a", parts("a"), Retention.days(1));
    }
    assertThat(isOnDisk("diagnosis of s0-1")).isFalse();
  }

  @Test
  void removesTheLabelsOfWhatWasDroppedOnceItCan() {
    Removals removals = new Removals(medium);
    upkeep.close();
    open(removals);
    session("a", "walter");
    upkeep.run();
    label("a", "s0-1");
    now = now.plus(Duration.ofDays(3));
    LogUpkeep.Session session = session("a", Retention.days(1));
    removals.fails = true;
    LogUpkeep.Step failed =
        session.drop(Parts.of(medium.journals(), "a"), now).findFirst().orElseThrow();
    try (RollUp open = requireNonNull(RollUp.open(medium, Parts.list("a"), () -> now))) {
      assertThatThrownBy(() -> failed.work().accept(open))
          .isInstanceOf(StorageFailedException.class);
      assertThat(parts("a")).as("makes room all the same").isEmpty();
      assertThat(isOnDisk("diagnosis of s0-1")).isTrue();
      removals.fails = false;
      Parts after = Parts.of(medium.journals(), "a");
      session.drop(after, now).forEach(step -> step.work().accept(open));
      assertThat(isOnDisk("diagnosis of s0-1")).isFalse();
      assertThat(session.drop(after, now)).isEmpty();
    }
  }

  @Test
  void removesLabelsBeforeTheirPredictionsAreOnRecordAsDropped() {
    session("a", "walter");
    upkeep.run();
    label("a", "s0-1");
    Removals dies = new Removals(medium);
    try (RollUp open = requireNonNull(RollUp.open(dies, Parts.list("a"), () -> now))) {
      dies.parts.fail(new StorageFailedException("No space"));
      assertThatThrownBy(() -> open.drop("a", parts("a"), Retention.days(1)))
          .isInstanceOf(StorageFailedException.class);
    }
    assertThat(parts("a")).as("due again").hasSize(1);
    assertThat(isOnDisk("diagnosis of s0-1")).isFalse();
  }

  /** Two parts, with a label each; a process has died before its erasure searched the first. */
  private void diesBeforeItSearches(String key) {
    session("a", key);
    upkeep.run();
    session("a", key);
    session("a", "bob");
    upkeep.run();
    try (RollUp merges = requireNonNull(RollUp.open(medium, Parts.list("a"), () -> now))) {
      merges.merge(parts("a").subList(1, 3));
    }
    label("a", "s0-1");
    label("a", "s1-1");
    label("a", "s2-1");
    try (RollUp dies = requireNonNull(RollUp.open(medium, Parts.list("a"), () -> now))) {
      dies.parts().erase(ErasedKey.begin("a", key, "dpo", "asked", now, Map.of(), 0));
    }
  }

  @Test
  void removesTheLabelsOfAnErasureThatDiedBeforeAnotherCopiesItsPart() {
    diesBeforeItSearches("walter");
    assertThat(erase("a", "bob").predictions()).isEqualTo(1);
    assertThat(isOnDisk("diagnosis of s1-1")).as("in the part that was copied").isFalse();
    assertThat(isOnDisk("diagnosis of s2-1")).isFalse();
    isDoneInTheNextRound(2);
  }

  private void isDoneInTheNextRound(long predictions) {
    upkeep.run();
    ErasedKey walter = Parts.of(medium.journals(), "a").erasures().of("a").get(0);
    assertThat(walter.done()).isTrue();
    assertThat(walter.predictions()).isEqualTo(predictions);
    assertThat(isOnDisk(about("a", "walter"))).isFalse();
    assertThat(isOnDisk("diagnosis of s0-1")).isFalse();
    assertThat(isOnDisk("diagnosis of s1-1")).isFalse();
    assertThat(isOnDisk("of another one")).isTrue();
  }

  @Test
  void removesTheLabelsOfAnErasureThatDiedBeforeItsPartsAreMerged() {
    diesBeforeItSearches("walter");
    try (RollUp merges = requireNonNull(RollUp.open(medium, Parts.list("a"), () -> now))) {
      merges.merge(parts("a"));
    }
    assertThat(isOnDisk("diagnosis of s0-1")).isFalse();
    assertThat(isOnDisk("diagnosis of s2-1")).as("of bob").isTrue();
    isDoneInTheNextRound(2);
  }

  @Test
  void mergesWhatAnErasureHidesThoughItsLabelsCannotBeRemovedYet() {
    Removals removals = new Removals(medium);
    upkeep.close();
    open(removals);
    diesBeforeItSearches("walter");
    removals.fails = true;
    try (RollUp merges = requireNonNull(RollUp.open(medium, Parts.list("a"), () -> now))) {
      merges.merge(parts("a"));
    }
    assertThat(parts("a")).hasSize(1);
    assertThat(isOnDisk("diagnosis of s0-1")).isTrue();
    removals.fails = false;
    isDoneInTheNextRound(2);
  }
}

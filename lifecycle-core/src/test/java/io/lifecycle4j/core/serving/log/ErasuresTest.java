package io.lifecycle4j.core.serving.log;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.serving.log.Parts.Entry;
import io.lifecycle4j.core.storage.ForwardingMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Erasures are compared with the predictions that they may hide, and with no others. */
class ErasuresTest {
  private static final Instant TIME = Fixtures.TIME;
  private static final String JOURNAL = LoggedPredictions.journal("a");
  private static final int MANY = 20_000;

  private static ErasedKey key(Instant time, Map<String, Long> ends) {
    return ErasedKey.begin("line", "walter", "dpo", "asked", time, ends, 0);
  }

  private static Entry erased(ErasedKey key) {
    return new Entry("erased", TIME).erasing(List.of(key));
  }

  private static Parts covered(long through) {
    Parts parts = new Parts();
    parts.apply(new Entry("rolled", TIME).adding(List.of(), Map.of(JOURNAL, through)));
    return parts;
  }

  private static boolean hides(Parts parts, String journal, long sequence, Instant made) {
    LogEntry entry =
        new LogEntry(
            sequence,
            made,
            new AnsweredBy(0, 1, "Java"),
            5,
            "yes",
            0.5,
            "walter",
            InputCodec.NO_INPUT,
            null);
    return parts.isErased("line", null, journal, sequence, entry);
  }

  @Test
  void comparesAPredictionWithNoneOfManyWhoseEntriesWereMoved() {
    Parts parts = covered(1_000);
    for (int i = 0; i < MANY; i++) {
      parts.apply(erased(key(TIME.plusSeconds(i), Map.of(JOURNAL, 900L)).complete()));
    }
    Instant later = TIME.plusSeconds(MANY);
    for (long sequence = 1_001; sequence <= 2_000; sequence++) {
      assertThat(parts.erasures().hiding(null, JOURNAL, sequence, later)).isEmpty();
    }
    assertThat(parts.erasures().hiding(null, JOURNAL, 1_001, TIME)).as("too late").isEmpty();
    assertThat(parts.erasures().hiding(null, JOURNAL, 916, TIME)).as("in time").isNotEmpty();
    BlobId part = new BlobId("0a".repeat(32));
    assertThat(parts.erasures().hiding(part, JOURNAL, 1, TIME)).isEmpty();
  }

  @Test
  void hidesInAJournalUntilItsEntriesAreMoved() {
    Parts parts = covered(0);
    parts.apply(erased(key(TIME, Map.of(JOURNAL, 5L))));
    Instant later = TIME.plusSeconds(1);
    assertThat(parts.erasures().reachesInto(JOURNAL)).isTrue();
    assertThat(hides(parts, JOURNAL, 5, later)).isTrue();
    assertThat(hides(parts, JOURNAL, 6, later)).isFalse();
    parts.apply(new Entry("rolled", TIME).adding(List.of(), Map.of(JOURNAL, 4L)));
    assertThat(hides(parts, JOURNAL, 5, later)).isTrue();
    parts.apply(new Entry("rolled", TIME).adding(List.of(), Map.of(JOURNAL, 5L)));
    assertThat(parts.erasures().reachesInto(JOURNAL)).isFalse();
    assertThat(hides(parts, JOURNAL, 6, TIME.minusNanos(1))).as("written late").isTrue();
  }

  @Test
  void coversNothingLaterThoughItsClockWasAhead() {
    Parts parts = new Parts();
    parts.apply(erased(key(TIME.plus(Duration.ofDays(400)), Map.of(JOURNAL, 5L))));
    assertThat(hides(parts, JOURNAL, 5, TIME)).isTrue();
    assertThat(hides(parts, JOURNAL, 6, TIME)).as("in the same journal").isFalse();
    assertThat(hides(parts, "predictions-later", 2, TIME)).as("in a later one").isFalse();
    Instant then = TIME.plus(Duration.ofDays(400)).minusSeconds(1);
    assertThat(hides(parts, "predictions-other", ErasedKey.LATE, then)).isTrue();
    assertThat(hides(parts, "predictions-other", ErasedKey.LATE + 1, then)).isFalse();
  }

  @Test
  void leavesTheListOfPartsOnceItHidesNothingMore() {
    ErasedKey over = key(TIME, Map.of(JOURNAL, 5L));
    ErasedKey hiding = key(TIME, Map.of(JOURNAL, 6L));
    ErasedKey searching = key(TIME, Map.of());
    ErasedKey last = key(TIME, Map.of());
    try (Medium home = Media.memory()) {
      restate(home, TIME.plus(Duration.ofDays(1)), over, hiding, searching, last);
      assertThat(Parts.of(home.journals(), "line").erasures().of("line")).hasSize(4);
      restate(home, TIME.plus(Duration.ofDays(1)).plusNanos(1));
      assertThat(Parts.of(home.journals(), "line").erasures().of("line"))
          .extracting(ErasedKey::id)
          .containsExactly(hiding.id(), searching.id(), last.id());
      restate(home, TIME.plus(Duration.ofDays(2)));
      assertThat(archived(home)).containsExactly(over.complete().archived());
      assertThat(archived(home).get(0).isOf("walter")).isTrue();
    }
  }

  @Test
  void staysOnTheListOfPartsIfItCannotBeArchived() {
    ErasedKey over = key(TIME, Map.of());
    try (Medium home = Media.memory()) {
      Medium failing =
          new ForwardingMedium(home) {
            @Override
            protected @Nullable Object call(Object target, Method method, Object[] arguments)
                throws Throwable {
              if (method.getName().equals("owned")
                  && Kind.ERASURES.has(String.valueOf(arguments[0]))) {
                throw new StorageFailedException("No space");
              }
              return super.call(target, method, arguments);
            }
          };
      restate(failing, TIME.plus(Duration.ofDays(2)), over, key(TIME, Map.of()));
      assertThat(Parts.of(home.journals(), "line").erasures().of("line"))
          .extracting(ErasedKey::id)
          .startsWith(over.id())
          .hasSize(2);
    }
  }

  @Test
  void isArchivedOnceThoughTheFirstAttemptDiesAndMoreAreOverLater() {
    ErasedKey over = key(TIME, Map.of());
    ErasedKey later = key(TIME.plusSeconds(1), Map.of());
    FailingJournal dies = new FailingJournal();
    dies.fail(new StorageFailedException("No space"));
    try (Medium home = Media.memory()) {
      restate(home, TIME, over, later, key(TIME, Map.of()), key(TIME, Map.of()));
      Medium failing =
          new ForwardingMedium(home) {
            @Override
            protected @Nullable Object call(Object target, Method method, Object[] arguments)
                throws Throwable {
              Object result = super.call(target, method, arguments);
              return method.getName().equals("owned") && arguments[0].equals(Parts.list("line"))
                  ? dies.over((Journal) requireNonNull(result))
                  : result;
            }
          };
      Instant first = TIME.plus(Duration.ofDays(1)).plusNanos(1);
      assertThatThrownBy(() -> restate(failing, first)).isInstanceOf(StorageFailedException.class);
      assertThat(archived(home)).extracting(ErasedKey::id).containsExactly(over.id());
      restate(home, first.plusSeconds(1));
      assertThat(archived(home)).extracting(ErasedKey::id).containsExactly(over.id(), later.id());
    }
  }

  /** Erases with keys, of which all are done but the third, and replaces all entries by one. */
  private static void restate(Medium home, Instant now, ErasedKey... keys) {
    try (PartsJournal parts =
        requireNonNull(PartsJournal.open(home, Parts.list("line"), () -> now))) {
      if (keys.length > 0) {
        parts.replace("rolled", List.of(), List.of(), Map.of(JOURNAL, 5L));
      }
      for (int i = 0; i < keys.length; i++) {
        parts.erase(i == 2 ? keys[i] : keys[i].complete());
      }
      parts.restate();
    }
  }

  private static List<ErasedKey> archived(Medium home) {
    List<ErasedKey> archived = new ArrayList<>();
    for (JournalEntry entry : home.journals().read(Kind.ERASURES.of("line"), 1)) {
      archived.add(StorageForms.JSON.read(entry.payload(), ErasedKey.class, "erasure"));
    }
    return archived;
  }
}

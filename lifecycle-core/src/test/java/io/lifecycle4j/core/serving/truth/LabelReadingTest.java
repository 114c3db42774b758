package io.lifecycle4j.core.serving.truth;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.TestClock;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.serving.GroundTruth;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.JournalMaintenance;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Labels are read once, and none is missed. */
class LabelReadingTest {
  private final TestClock clock = new TestClock(Fixtures.TIME);
  private final Medium medium = Media.memory();
  private final GroundTruths truths = new GroundTruths(medium.journals(), "fraud", clock);
  private final CountingJournals journals = new CountingJournals(medium.journals());
  private final LabelReading reading = new LabelReading(journals, "fraud", 10);

  @AfterEach
  void close() {
    truths.close();
    medium.close();
  }

  /** Counts the entries that are read. */
  private static final class CountingJournals implements JournalStore {
    private final JournalStore store;
    private long read;

    CountingJournals(JournalStore store) {
      this.store = store;
    }

    /** Returns how many were read since the last question. */
    long read() {
      long before = read;
      read = 0;
      return before;
    }

    @Override
    public Journal open(String name, JournalKind kind) {
      return store.open(name, kind);
    }

    @Override
    public void read(String name, long from, Consumer<JournalEntry> action) {
      store.read(
          name,
          from,
          entry -> {
            read++;
            action.accept(entry);
          });
    }

    @Override
    public Optional<JournalState> state(String name) {
      return store.state(name);
    }

    @Override
    public List<String> names() {
      return store.names();
    }

    @Override
    public JournalMaintenance maintenance() {
      return store.maintenance();
    }
  }

  private void record(long from, long through, Object label) {
    truths.record(
        LongStream.rangeClosed(from, through)
            .boxed()
            .collect(Collectors.toMap(number -> "a1-" + number, number -> label)));
  }

  private Set<String> ids() {
    return reading.since(Instant.MIN).orElseThrow().ids();
  }

  private @Nullable GroundTruth find(long number) {
    return reading.since(Instant.MIN).orElseThrow().find("a1", number);
  }

  @Test
  void readsOnlyWhatIsNew() {
    assertThat(ids()).isEmpty();
    record(1, 5, "healthy");
    assertThat(ids()).hasSize(5);
    assertThat(journals.read()).as("a header and five labels").isEqualTo(6);

    assertThat(ids()).hasSize(5);
    assertThat(journals.read()).as("again").isZero();

    record(3, 3, "measles");
    record(6, 6, "cold");
    assertThat(find(3)).isEqualTo(new GroundTruth("measles", Fixtures.TIME, 2));
    assertThat(ids()).hasSize(6);
    assertThat(journals.read()).as("two new ones").isEqualTo(2);
  }

  @Test
  void forgetsWhatIsRemoved() {
    record(1, 3, "healthy");
    record(2, 2, "measles");
    assertThat(ids()).hasSize(3);

    new LabelRemoval(medium, "fraud").erase(Set.of("a1-2"));

    assertThat(ids()).containsExactly("a1-1", "a1-3");
    assertThat(requireNonNull(find(1)).times()).isEqualTo(1);
    record(4, 4, "cold");
    assertThat(ids()).containsExactly("a1-1", "a1-3", "a1-4");
  }

  @Test
  void holdsTheNewestOfMany() {
    for (int day = 0; day < 30; day++) {
      record(day + 1, day + 1, "day " + day);
      clock.pass(Duration.ofDays(1));
      reading.since(Instant.MIN);
    }

    assertThat(reading.since(Instant.MIN)).as("of all").isEmpty();
    Instant from = Fixtures.TIME.plus(Duration.ofDays(25));
    Set<String> ids = reading.since(from).orElseThrow().ids();
    assertThat(ids).contains("a1-26", "a1-27", "a1-28", "a1-29", "a1-30").hasSizeLessThan(20);
    journals.read();
    assertThat(reading.since(from)).isPresent();
    assertThat(journals.read()).as("again").isZero();
  }

  @Test
  void holdsNoneOfMoreThanItCanThatCameAtOnce() {
    record(1, 50, "healthy");
    assertThat(reading.since(Fixtures.TIME)).isEmpty();

    clock.pass(Duration.ofDays(2));
    record(51, 53, "cold");
    assertThat(reading.since(clock.instant()).orElseThrow().ids())
        .contains("a1-51", "a1-52", "a1-53");
  }

  @Test
  void readsOnWhereAnotherReaderIs() {
    record(1, 5, "healthy");
    RecordedLabels first = reading.since(Instant.MIN).orElseThrow();
    record(6, 6, "cold");

    reading.since(Instant.MIN);

    assertThat(first.find("a1", 6)).isNotNull();
    assertThat(first.ids()).hasSize(6);
  }
}

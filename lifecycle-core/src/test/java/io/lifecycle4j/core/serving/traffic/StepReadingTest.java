package io.lifecycle4j.core.serving.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.TestClock;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.serving.traffic.StepReading.Arms;
import io.lifecycle4j.core.storage.ForwardingMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.core.traffic.TrafficCounter;
import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.KthFault;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What several processes count of the arms of a rollout, added up. */
@Timeout(60)
class StepReadingTest {
  private static final Counted CANARY = new Counted(2, "a1", 0);
  private static final Counted CONTROL = new Counted(1, "a1", 0);

  private final Medium medium = Media.memory();
  private final JournalStore journals = medium.journals();
  private final TestClock now = new TestClock(Fixtures.TIME);
  private final List<Counting> processes = new ArrayList<>();

  /** Counts, and writes what it counts. */
  private final class Counting implements AutoCloseable {
    private final CountedCalls calls = new CountedCalls();
    private final TrafficRecorder recorder;

    Counting(JournalStore store, String model) {
      recorder = new TrafficRecorder(calls, store, model);
      processes.add(this);
    }

    Counting(JournalStore store) {
      this(store, "fraud");
    }

    void count(Counted arm, int requests) {
      TrafficCounter counter = calls.of(arm);
      for (int i = 0; i < requests; i++) {
        counter.add(1_000);
        if (i % 10 == 0) {
          counter.failed();
        }
        if (i % 5 == 0) {
          counter.refused();
        }
      }
      recorder.recordAll(now.instant());
    }

    @Override
    public void close() {
      recorder.close();
    }
  }

  @AfterEach
  void close() {
    processes.forEach(Counting::close);
    medium.close();
  }

  private Arms sum(JournalStore store, Counted canary) {
    Counted control = new Counted(1, canary.rollout(), canary.step());
    return new StepReading(store, "fraud").sum(canary, control);
  }

  private long requests(Counted canary) {
    return sum(journals, canary).canary().requests();
  }

  @Test
  void addsTheCountsOfAllProcesses() {
    Counting one = new Counting(journals);
    Counting other = new Counting(journals);
    one.count(CANARY, 10);
    one.count(CANARY, 10);
    other.count(CANARY, 100);
    other.count(CONTROL, 7);

    TrafficCounts canary = sum(journals, CANARY).canary();
    assertThat(canary.requests()).isEqualTo(120);
    assertThat(canary.errors()).isEqualTo(12);
    assertThat(canary.refusals()).isEqualTo(24);
    assertThat(canary.latency(0.99).toNanos()).isBetween(1_000L, 1_063L);
    assertThat(sum(journals, CANARY).control().requests()).isEqualTo(7);
    assertThat(requests(new Counted(2, "a1", 1))).as("of the next step").isZero();
    assertThat(requests(new Counted(2, "b1", 0))).as("of another rollout").isZero();
  }

  @Test
  void hasTheCountsOfAProcessThatHasEndedInTheJournalThatIsUsedAgain() {
    Counting one = new Counting(journals);
    Counting other = new Counting(journals, "flowers");
    one.count(CANARY, 10);
    other.count(CANARY, 20);
    one.close();
    other.close();
    new Counting(journals).count(CANARY, 1);
    new Counting(journals, "flowers").count(CANARY, 2);

    assertThat(requests(CANARY)).isEqualTo(11);
    assertThat(new StepReading(journals, "flowers").sum(CANARY, CONTROL).canary().requests())
        .isEqualTo(22);
    assertThat(journals.names()).hasSize(2);
  }

  @Test
  void writesNothingWhileNothingChanges() {
    Counting one = new Counting(journals);
    one.count(CANARY, 10);
    one.count(CANARY, 0);
    assertThat(journals.read(journals.names().iterator().next(), 1)).hasSize(1);
  }

  /** A step may last longer than lines are stored, and another process may go on. */
  @Test
  void losesNoCountsOfAStepWhenOldLinesAreErased() {
    int lines = 3 * TrafficJournal.TRIMMED;
    Counting one = new Counting(journals);
    StepReading follows = new StepReading(journals, "fraud");
    for (int i = 0; i < lines; i++) {
      now.pass(Duration.ofMinutes(1));
      one.count(CANARY, 1);
      if (i % 1_000 == 0) {
        follows.sum(CANARY, CONTROL);
      }
    }
    one.close();
    Counting next = new Counting(journals);
    for (int i = 0; i < TrafficJournal.TRIMMED; i++) {
      now.pass(Duration.ofMinutes(1));
      next.count(CONTROL, 1);
    }
    String journal = journals.names().iterator().next();
    assertThat(journals.names()).hasSize(1);
    assertThat(journals.state(journal).orElseThrow().first()).isGreaterThan(lines);
    assertThat(requests(CANARY)).isEqualTo(lines);
    assertThat(follows.sum(CANARY, CONTROL).canary().requests()).isEqualTo(lines);
    assertThat(follows.sum(CANARY, CONTROL).control().requests()).isEqualTo(TrafficJournal.TRIMMED);
  }

  @Test
  void countsOnceWhatItCouldNotWriteAtFirst(@TempDir Path directory) {
    FaultyFileSystem files = new FaultyFileSystem();
    try (Medium home = Media.file(files.path(directory));
        Counting failing = new Counting(home.journals())) {
      KthFault once =
          KthFault.once(
              1,
              () -> new IOException("Input/output error"),
              (operation, path) -> operation == Operation.WRITE);
      for (int i = 1; i <= 40; i++) {
        files.fail(i == 30 ? once : (operation, path) -> null);
        if (i == 30) {
          assertThatThrownBy(() -> failing.count(CANARY, 1)).isInstanceOf(LifecycleException.class);
        } else {
          failing.count(CANARY, 1);
        }
      }
      assertThat(sum(home.journals(), CANARY).canary().requests()).isEqualTo(40);
      assertThat(home.journals().names()).hasSize(1);
    }
  }

  @Test
  void countsAllOfAJournalThatIsTrimmedWhileItIsRead() {
    Counting one = new Counting(journals);
    for (int i = 1; i < TrafficJournal.TRIMMED; i++) {
      one.count(CANARY, 1);
    }
    AtomicInteger reads = new AtomicInteger();
    Medium trimmed =
        new ForwardingMedium(medium) {
          @Override
          protected @Nullable Object call(Object target, Method method, Object[] arguments)
              throws Throwable {
            if (method.getName().equals("read") && reads.incrementAndGet() == 1) {
              now.pass(TrafficJournal.KEPT.plusSeconds(1));
              one.count(CANARY, 1); // it has the sums, and all before are erased
            }
            return super.call(target, method, arguments);
          }
        };
    assertThat(sum(trimmed.journals(), CANARY).canary().requests())
        .isEqualTo(TrafficJournal.TRIMMED);
    assertThat(reads).as("the lines of before were gone").hasValue(2);
  }

  @Test
  void neverCountsLessWhileOthersTrim(@TempDir Path directory) throws Exception {
    int lines = 2 * TrafficJournal.TRIMMED + 10;
    try (Medium home = Media.file(directory);
        Counting writing = new Counting(home.journals())) {
      StepReading reading = new StepReading(home.journals(), "fraud");
      Together.run(
          2,
          thread -> {
            for (int i = 0; thread == 0 && i < lines; i++) {
              now.pass(Duration.ofMinutes(1));
              writing.count(CANARY, 1);
            }
            for (long sum = 0; thread == 1 && sum < lines && !Thread.interrupted(); ) {
              long next = reading.sum(CANARY, CONTROL).canary().requests();
              assertThat(next).isGreaterThanOrEqualTo(sum);
              sum = next;
            }
            return thread;
          });
    }
  }

  @Test
  void goesOnInAnotherJournalIfTheOneOfBeforeIsCorrupt(@TempDir Path directory) throws IOException {
    try (Medium home = Media.file(directory)) {
      Counting one = new Counting(home.journals());
      one.count(CANARY, 10);
      one.close();
      String old = home.journals().names().get(0);
      Path segment = Tree.journal(directory, old);
      byte[] bytes = Files.readAllBytes(segment);
      bytes[0] ^= 1;
      Files.write(segment, bytes);
      try (Counting next = new Counting(home.journals())) {
        next.count(CANARY, 5);
        Arms arms = sum(home.journals(), CANARY);
        assertThat(arms.canary().requests()).isEqualTo(5);
        assertThat(arms.corrupt()).containsExactly(old);
        assertThat(home.journals().names()).hasSize(2);
      }
    }
  }
}

package io.lifecycle4j.core.serving.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.registry.RolloutState;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.ForwardingMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.KthFault;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.registry.RolloutFigures;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What several processes count, and which of them decides. */
@Timeout(60)
@SuppressWarnings("try") // closed early, as if its process ended
class RolloutSignalsTest {
  private final Medium medium = Media.memory();
  private final JournalStore journals = medium.journals();
  private final RolloutSignals one = new RolloutSignals(journals, "fraud");
  private final RolloutSignals other = new RolloutSignals(journals, "fraud");
  private final RolloutState first = state(0);

  @AfterEach
  void close() {
    one.close();
    other.close();
    medium.close();
  }

  private static RolloutState state(int step) {
    return state("fraud", "a1", step);
  }

  private static RolloutState state(String model, String rollout, int step) {
    return new RolloutState(
        Moves.rollout(model, 1, 2, rollout),
        Optional.empty(),
        Fixtures.TIME,
        step,
        RolloutFigures.NONE,
        Optional.empty());
  }

  private static ArmCounter canary(StepCounters counters) {
    int bucket = 0; // the version serves the first ones in every step
    while (!counters.isServed(bucket)) {
      bucket++;
    }
    return Objects.requireNonNull(counters.arm(bucket));
  }

  private static StepCounters counted(int step, int requests) {
    return counted(state(step), requests);
  }

  private static StepCounters counted(RolloutState state, int requests) {
    StepCounters counters = new StepCounters(state);
    for (int i = 0; i < requests; i++) {
      ArmCounter canary = canary(counters);
      canary.add(1_000);
      if (i % 10 == 0) {
        canary.failed();
      }
      if (i % 5 == 0) {
        canary.refused();
      }
    }
    return counters;
  }

  private List<String> names() {
    return journals.names().stream().filter(name -> name.startsWith("rollout-counts-")).toList();
  }

  @Test
  void addsTheLatestCountsOfAllProcesses() {
    one.write(counted(0, 10));
    one.write(counted(0, 20));
    other.write(counted(0, 100));
    ArmTotals canary = other.sum(first).canary();
    assertThat(canary.requests()).isEqualTo(120);
    assertThat(canary.errors()).isEqualTo(12);
    assertThat(canary.refusals()).isEqualTo(24);
    assertThat(canary.latencies().quantile(0.99).toNanos()).isBetween(1_000L, 1_063L);
    assertThat(other.sum(first).control().requests()).isZero();
    assertThat(other.sum(state(1)).canary().requests()).as("of the next step").isZero();
  }

  @Test
  void keepsTheCountsOfAProcessThatHasEndedAsLongAsTheyAreNeeded() {
    one.write(counted(0, 10));
    one.close();
    other.write(counted(0, 1));
    assertThat(other.sum(first).canary().requests()).isEqualTo(11);
    assertThat(names()).hasSize(2);
    other.close();
    RolloutSignals next = new RolloutSignals(journals, "fraud");
    next.write(counted(1, 5));
    next.close();
    assertThat(next.sum(state(1)).canary().requests()).isEqualTo(5);
    assertThat(names()).as("one is used again").hasSize(2);
  }

  @Test
  void keepsTheCountsOfAnotherModelWhenTheProcessStartsAgain() {
    RolloutState blooming = state("flowers", "b1", 0);
    RolloutSignals flowers = new RolloutSignals(journals, "flowers");
    one.write(counted(0, 10));
    flowers.write(counted(blooming, 20));
    one.close();
    flowers.close();
    other.write(counted(0, 1));
    flowers.write(counted(blooming, 2));
    assertThat(other.sum(first).canary().requests()).isEqualTo(11);
    assertThat(flowers.sum(blooming).canary().requests()).isEqualTo(22);
    flowers.close();
  }

  @Test
  void writesNothingWhileNothingChanges() {
    one.write(counted(0, 10));
    one.write(counted(0, 10));
    assertThat(journals.read(names().get(0), 1)).hasSize(1);
  }

  @Test
  void erasesOldCounts() {
    StepCounters counters = new StepCounters(first);
    for (int i = 0; i < 1_000; i++) {
      canary(counters).add(1);
      one.write(counters);
    }
    assertThat(journals.state(names().get(0)).orElseThrow().first()).isGreaterThan(600);
    assertThat(one.sum(first).canary().requests()).isEqualTo(1_000);
  }

  @Test
  void countsOnceWhatItCouldNotWriteAtFirst(@TempDir Path directory) {
    FaultyFileSystem files = new FaultyFileSystem();
    try (Medium home = Media.file(files.path(directory));
        RolloutSignals failing = new RolloutSignals(home.journals(), "fraud")) {
      StepCounters counters = new StepCounters(first);
      KthFault once =
          KthFault.once(
              1,
              () -> new IOException("Input/output error"),
              (operation, path) -> operation == Operation.FORCE);
      for (int i = 1; i <= 400; i++) {
        canary(counters).add(1);
        files.fail(i == 300 ? once : (operation, path) -> null); // it erases old counts
        if (i == 300) {
          assertThatThrownBy(() -> failing.write(counters)).isInstanceOf(LifecycleException.class);
        } else {
          failing.write(counters);
        }
      }
      assertThat(failing.sum(first).canary().requests()).isEqualTo(400);
      assertThat(home.journals().names()).hasSize(1);
    }
  }

  @Test
  void countsAllOfAJournalThatIsTrimmedWhileItIsRead() {
    StepCounters counters = new StepCounters(first);
    Runnable count =
        () -> {
          canary(counters).add(1);
          one.write(counters);
        };
    for (int i = 0; i < 299; i++) {
      count.run();
    }
    AtomicInteger reads = new AtomicInteger();
    Medium trimmed =
        new ForwardingMedium(medium) {
          @Override
          protected @Nullable Object call(Object target, Method method, Object[] arguments)
              throws Throwable {
            if (method.getName().equals("read") && reads.incrementAndGet() == 1) {
              count.run(); // the 300th line, which replaces all others
            }
            return super.call(target, method, arguments);
          }
        };
    ArmTotals sum = new RolloutSignals(trimmed.journals(), "fraud").sum(first).canary();
    assertThat(sum.requests()).isEqualTo(300);
    assertThat(reads).as("the line of before was gone").hasValue(2);
  }

  @Test
  void neverCountsLessWhileOthersTrim(@TempDir Path directory) throws Exception {
    int lines = 1_500;
    try (Medium home = Media.file(directory);
        RolloutSignals writing = new RolloutSignals(home.journals(), "fraud")) {
      StepCounters counters = new StepCounters(first);
      RolloutSignals reading = new RolloutSignals(home.journals(), "fraud");
      Together.run(
          2,
          thread -> {
            for (int i = 0; thread == 0 && i < lines; i++) {
              canary(counters).add(1);
              writing.write(counters);
            }
            for (long sum = 0; thread == 1 && sum < lines && !Thread.interrupted(); ) {
              long now = reading.sum(first).canary().requests();
              assertThat(now).isGreaterThanOrEqualTo(sum);
              sum = now;
            }
            return thread;
          });
    }
  }

  @Test
  void missesNoCountsInAJournalThatWasCorruptBeforeTheRollout(@TempDir Path home)
      throws IOException {
    try (Medium files = Media.file(home)) {
      RolloutSignals signals = new RolloutSignals(files.journals(), "fraud");
      signals.write(counted(state("fraud", "a0", 0), 10));
      signals.close();
      String old = files.journals().names().get(0);
      damage(home, old);
      assertThat(signals.sum(first).corrupt()).contains(old);
      assertThat(signals.leads(first)).isTrue();
      assertThat(signals.sum(first).corrupt()).isEmpty();
      signals.resign();
      assertThat(signals.leads(first)).isTrue();
      assertThat(signals.sum(first).corrupt()).as("it leads again").isEmpty();
      signals.write(counted(0, 10));
      assertThat(signals.sum(first).canary().requests()).isEqualTo(10);
      signals.close();
      damage(home, counts(files, old));
      assertThat(signals.leads(first)).isTrue();
      assertThat(signals.sum(first).corrupt()).as("damaged later").contains(counts(files, old));
      signals.close();
    }
  }

  @Test
  void missesNoCountsInThatJournalWhenAnotherProcessDecides(@TempDir Path home) throws IOException {
    try (Medium files = Media.file(home);
        RolloutSignals signals = new RolloutSignals(files.journals(), "fraud");
        RolloutSignals next = new RolloutSignals(files.journals(), "fraud")) {
      signals.write(counted(state("fraud", "a0", 0), 10));
      signals.close();
      String old = files.journals().names().get(0);
      damage(home, old);
      assertThat(signals.leads(first)).isTrue();
      signals.close();
      assertThat(next.leads(state(1))).isTrue();
      assertThat(next.sum(state(1)).corrupt()).isEmpty();
      next.close();
      assertThat(signals.leads(state("fraud", "b1", 0))).isTrue();
      assertThat(signals.sum(state("fraud", "b1", 0)).corrupt()).as("nor in the next").isEmpty();
    }
  }

  @Test
  void decidesThoughTheJournalOfWhoDecidesIsCorrupt(@TempDir Path home) throws IOException {
    try (Medium files = Media.file(home);
        RolloutSignals signals = new RolloutSignals(files.journals(), "fraud");
        RolloutSignals next = new RolloutSignals(files.journals(), "fraud")) {
      assertThat(signals.leads(first)).isTrue();
      damage(home, files.journals().names().get(0));
      assertThat(next.leads(first)).as("while its owner still leads").isFalse();
      signals.close();
      assertThat(next.leads(first)).isTrue();
      assertThat(signals.leads(first)).isFalse();
    }
  }

  @Test
  void missesCountsInAJournalThatMayBeCorruptSinceTheRolloutBegan(@TempDir Path home)
      throws IOException {
    try (Medium files = Media.file(home)) {
      RolloutSignals signals = new RolloutSignals(files.journals(), "fraud");
      RolloutSignals next = new RolloutSignals(files.journals(), "fraud");
      RolloutState second = state("fraud", "b1", 0);
      assertThat(signals.leads(first)).isTrue();
      assertThat(signals.leads(second)).as("it goes on with the next rollout").isTrue();
      next.write(counted(second, 10));
      next.close();
      damage(home, counts(files, ""));
      signals.close();
      assertThat(next.leads(second)).isTrue();
      assertThat(next.sum(second).corrupt()).isPresent();
      next.close();
      RolloutState third = state("fraud", "c1", 1);
      assertThat(next.leads(third)).isTrue();
      assertThat(next.sum(third).corrupt()).as("in a later step").isPresent();
      next.close();
    }
  }

  @Test
  void missesTheCountsOfAProcessWhoseJournalIsCorrupt(@TempDir Path home) throws IOException {
    try (Medium files = Media.file(home);
        RolloutSignals counting = new RolloutSignals(files.journals(), "fraud");
        RolloutSignals leading = new RolloutSignals(files.journals(), "fraud")) {
      counting.write(counted(state("fraud", "a0", 0), 10));
      String name = counts(files, "");
      damage(home, name);
      assertThat(leading.leads(first)).isTrue();
      assertThat(leading.sum(first).corrupt()).contains(name);
    }
  }

  private static String counts(Medium files, String except) {
    return files.journals().names().stream()
        .filter(name -> name.startsWith("rollout-counts-") && !name.equals(except))
        .findFirst()
        .orElseThrow();
  }

  private static void damage(Path home, String journal) throws IOException {
    Path segment = Tree.journal(home, journal);
    byte[] bytes = Files.readAllBytes(segment);
    bytes[0] ^= 1;
    Files.write(segment, bytes);
  }

  @Test
  void letsOneProcessDecideUntilItIsGone() {
    assertThat(one.leads(first)).isTrue();
    assertThat(other.leads(first)).isFalse();
    assertThat(one.leads(first)).isTrue();
    RolloutSignals ofOther = new RolloutSignals(journals, "flowers");
    assertThat(ofOther.leads(first)).as("of another model").isTrue();
    ofOther.close();
    one.close();
    assertThat(other.leads(first)).isTrue();
  }

  @Test
  void writesEveryByteAsDocumented() {
    long[] canary = new long[LatencyCounts.BUCKETS];
    canary[270] = 3;
    canary[592] = 1;
    long[] control = new long[LatencyCounts.BUCKETS];
    control[31] = 2;
    SignalLine line =
        new SignalLine(
            SignalLine.COUNTS,
            "a1",
            1,
            SignalLine.Arm.of(new ArmTotals(4, 1, 0, new LatencyCounts(canary))),
            SignalLine.Arm.of(new ArmTotals(2, 0, 1, new LatencyCounts(control))));
    assertThat(Json.PLAIN.text(line))
        .isEqualTo(FormatVectors.entries("rollout-counts-ID").get("counts"));
    one.leads(state(0));
    String leaders = journals.names().get(0);
    assertThat(leaders).matches("rollout-lead-[0-9a-z]{16}");
    assertThat(Fixtures.texts(journals.read(leaders, 1)))
        .containsExactly(FormatVectors.entries("rollout-lead-ID").get("leads"));
  }
}

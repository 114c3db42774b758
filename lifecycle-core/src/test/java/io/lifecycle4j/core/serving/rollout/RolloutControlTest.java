package io.lifecycle4j.core.serving.rollout;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.LoggedLines;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.registry.RolloutState;
import io.lifecycle4j.core.registry.RolloutTransitions;
import io.lifecycle4j.core.serving.traffic.CountedCalls;
import io.lifecycle4j.core.serving.traffic.TrafficRecorder;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.KthFault;
import io.lifecycle4j.crashkit.MemoryFileSystem;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;

/** Two processes take part in one rollout. */
@Timeout(60)
class RolloutControlTest {
  private static final Duration STEP = Moves.PLAN.stepEvery();

  private final Disk disk = new Disk();
  private final FaultyFileSystem files = new FaultyFileSystem(new MemoryFileSystem(disk));
  private final Medium failing =
      Media.file(files.path(new MemoryFileSystem(disk).getPath("/home")));
  private final Medium medium = Media.file(new MemoryFileSystem(disk).getPath("/home"));
  private final AtomicReference<Instant> now = new AtomicReference<>(Fixtures.TIME);
  private final ModelRegistry registry = Registries.over(medium, now::get);

  /** What both replicas log. */
  private final Map<String, List<String>> logged =
      Map.of(
          "info", new CopyOnWriteArrayList<>(),
          "warn", new CopyOnWriteArrayList<>(),
          "error", new CopyOnWriteArrayList<>());

  private final Logger log = LoggedLines.of(logged::get);
  private final RolloutTransitions rollouts = RolloutWorker.rollouts(medium, registry, now::get);
  private final Replica one = new Replica(failing);
  private final Replica other = new Replica(medium);

  /** What a process counts, and what decides in it. */
  private final class Replica {
    private final CountedCalls calls = new CountedCalls();
    private final TrafficRecorder recorder;
    private final RolloutControl control;

    Replica(Medium home) {
      recorder = new TrafficRecorder(calls, home.journals(), "fraud");
      control =
          new RolloutControl(
              rollouts, RolloutWorker.decisions(registry, log), recorder, home, now::get, log);
    }

    void close() {
      control.close();
      recorder.close();
    }

    /** Counts requests of both arms, of which the canary fails some. */
    void count(int requests, int errors) {
      synchronized (recorder) { // which writes all of them at once
        RolloutWorker.count(calls, state(), requests, errors);
      }
      control.wake();
    }
  }

  @BeforeEach
  void start() {
    ModelManifest manifest =
        Fixtures.model(registry.put(new NamedContent("w", Content.of("weights"))));
    registry.register("fraud", manifest, Fixtures.ALICE, "trained");
    registry.register("fraud", manifest, Fixtures.ALICE, "trained");
    apply(Moves.moved("fraud", 0, 1, Change.Direction.FORWARD));
    apply(Moves.rollout("fraud", 1, 2, "a1"));
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
    registry.close();
    failing.close();
    medium.close();
  }

  private void apply(Change change) {
    registry.apply(Transition.builder(Fixtures.ALICE, "For the test").change(change).build());
  }

  private RolloutState state() {
    return rollouts.find().orElseThrow();
  }

  private void awaitStep(int step) {
    awaitTrue(
        () -> {
          one.control.wake();
          other.control.wake();
          return state().step() == step || !state().isRunning();
        });
    assertThat(state().step()).isEqualTo(step);
  }

  private void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  @Test
  void goesOnByTheCountsOfBothAndOnce() {
    one.count(600, 0);
    other.count(600, 0); // each alone would have too few
    pass(STEP);
    awaitStep(1);
    assertThat(state().figures().canary().requests()).isEqualTo(1_200);
    one.count(800, 0);
    other.count(800, 0);
    pass(STEP);
    awaitStep(2);
    assertThat(state().isBaking()).isTrue();
    assertThat(registry.named("fraud", ModelRegistry.PRODUCTION)).hasValue(2);
    assertThat(rollouts.decisions("a1")).hasSize(3);
  }

  @Test
  void holdsItsShareBeforeTheStepIsOver() {
    one.count(5_000, 0);
    pass(STEP.minusSeconds(1));
    for (int i = 0; i < 100; i++) {
      one.control.wake();
    }
    pass(Duration.ofSeconds(1));
    awaitStep(1);
    assertThat(state().since()).isEqualTo(now.get());
  }

  @Test
  void isDecidedByAnotherProcessWhenTheFirstIsGone() {
    one.count(1_200, 0);
    awaitTrue(() -> !names("rollout-lead-").isEmpty());
    one.control.close();
    other.count(10, 0);
    pass(STEP);
    awaitStep(1);
    assertThat(state().figures().canary().requests()).as("of both").isEqualTo(1_210);
  }

  @Test
  void isDecidedByAnotherProcessWhenTheFirstCannotWriteItsCounts() {
    one.count(1_200, 0);
    awaitTrue(() -> names("rollout-lead-").size() + names("traffic-").size() == 2);
    String counts = names("traffic-").get(0);
    breakJournal(counts);
    one.count(1_300, 0);
    other.count(2_000, 200);
    awaitTrue(() -> !state().isRunning());
    assertThat(state().end()).hasValue(RolloutEnd.TURNED_BACK);
    assertThat(state().figures().canary().requests()).as("with those written").isEqualTo(3_200);
  }

  private void breakJournal(String name) {
    files.fail(
        KthFault.from(
            1,
            () -> new IOException("Input/output error"),
            (operation, path) -> operation.changes() && path.toString().contains(name)));
  }

  @Test
  void isDecidedByAnotherProcessWhenTheFirstCannotWriteItsDecision() {
    CountedCalls calls = new CountedCalls();
    RolloutWorker.count(calls, state(), 1_200, 0);
    try (ModelRegistry broken = Registries.over(failing, now::get);
        TrafficRecorder counted = new TrafficRecorder(calls, failing.journals(), "fraud");
        RolloutControl first =
            new RolloutControl(
                RolloutWorker.rollouts(failing, broken, now::get),
                RolloutWorker.decisions(broken, log),
                counted,
                failing,
                now::get,
                log)) {
      broken.refresh();
      first.wake();
      awaitTrue(() -> names("rollout-lead-").size() + names("traffic-").size() == 2);
      breakJournal("/registry/");
      other.count(10, 0);
      pass(STEP);
      awaitTrue(
          () -> {
            first.wake();
            other.control.wake();
            return state().step() == 1;
          });
      assertThat(state().figures().canary().requests()).as("of both").isEqualTo(1_210);
      files.heal();
    }
  }

  @Test
  void isDecidedByAnotherProcessWhenTheFirstCannotLoadAVersion() {
    CountedCalls calls = new CountedCalls();
    RolloutWorker.count(calls, state(), 1_200, 120);
    try (TrafficRecorder counted = new TrafficRecorder(calls, failing.journals(), "fraud");
        RolloutControl first =
            new RolloutControl(
                rollouts,
                move -> {
                  throw new ModelUnavailableException("No memory is left");
                },
                counted,
                failing,
                now::get,
                log)) {
      first.wake();
      awaitTrue(() -> !lines("error").isEmpty());
      assertThat(lines("error").get(0))
          .isEqualTo("Cannot decide about the rollout of fraud:2; it is tried again in 1 s");
      other.count(10, 0);
      awaitTrue(() -> !state().isRunning());
      assertThat(state().end()).hasValue(RolloutEnd.TURNED_BACK);
    }
  }

  @Test
  void doesNotGoOnWithoutTheCountsOfAProcess() throws IOException {
    one.count(1_200, 0);
    awaitTrue(() -> names("rollout-lead-").size() + names("traffic-").size() == 2);
    String counts = names("traffic-").get(0);
    one.close();
    Path corrupt = Tree.journal(new MemoryFileSystem(disk).getPath("/home"), counts);
    byte[] bytes = Files.readAllBytes(corrupt);
    bytes[bytes.length - 1] ^= 1;
    Files.write(corrupt, bytes);
    other.count(2_000, 0);
    pass(Moves.PLAN.criteria().decideWithin());
    awaitTrue(() -> !state().isRunning());
    assertThat(state().step()).isZero();
    assertThat(rollouts.decisions("a1").get(1).transition().reason())
        .isEqualTo("Undecided after PT5H: journal " + counts + " is corrupt");
  }

  private List<String> names(String prefix) {
    return medium.journals().names().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  @Test
  void putsTheVersionBeforeBackIfItFailsWhileItBakes() {
    for (int step = 0; step < Moves.PLAN.lastStep(); step++) {
      one.count(2_000, 0);
      pass(STEP);
      awaitStep(step + 1);
    }
    one.count(2_000, 200);
    awaitTrue(() -> !state().isRunning());
    assertThat(state().end()).hasValue(RolloutEnd.TURNED_BACK);
    assertThat(registry.named("fraud", ModelRegistry.PRODUCTION)).hasValue(1);
    List<Change> last = rollouts.decisions("a1").get(3).transition().changes();
    assertThat(last).as("in one entry").hasSize(2);
    assertThat(rollouts.decisions("a1").get(3).transition().reason())
        .startsWith("Worse: errors 10.00 % of 2000, control 0.00 % of 4000");
  }

  @Test
  void logsEachDecisionOnce() {
    for (int step = 0; step < Moves.PLAN.lastStep(); step++) {
      one.count(2_000, 0);
      other.count(2_000, 0);
      pass(STEP);
      awaitStep(step + 1);
    }
    pass(Moves.PLAN.bakeFor());
    awaitTrue(() -> lines("info").size() == 3);
    List<AuditRecord> decisions = rollouts.decisions("a1");
    assertThat(lines("info"))
        .isEqualTo(decisions.subList(1, 4).stream().map(AuditRecord::toString).toList());
    assertThat(lines("info").get(0))
        .startsWith(
            "2026-01-02T03:34:05Z rollout of fraud:2 went on to 25 % by rollout: Not worse:");
    assertThat(lines("info").get(2))
        .contains("rollout of fraud:2 ended: promoted by rollout: Baked:");
    assertThat(lines("warn")).isEmpty();
    assertThat(lines("error")).isEmpty();
  }

  @Test
  void warnsWhenAVersionIsTurnedBack() {
    one.count(2_000, 200);
    awaitTrue(() -> !lines("warn").isEmpty());
    assertThat(lines("warn")).containsExactly(rollouts.decisions("a1").get(1).toString());
    assertThat(lines("warn").get(0))
        .startsWith(
            "2026-01-02T03:04:05Z rollout of fraud:2 ended: turned back by rollout: Worse:");
    assertThat(lines("info")).isEmpty();
  }

  private List<String> lines(String level) {
    return Objects.requireNonNull(logged.get(level));
  }

  @Test
  void leavesWhatOthersDecided() {
    one.count(2_000, 0);
    apply(Moves.ended("fraud", 2, "a1", RolloutEnd.ABORTED));
    pass(STEP);
    one.control.wake();
    other.control.wake();
    assertThat(state().end()).hasValue(RolloutEnd.ABORTED);
    assertThat(rollouts.decisions("a1")).hasSize(2);
  }

  /** A thread that has begun is alive, or has read the registry. */
  @Test
  void startsNoThreadWithoutARolloutThatRuns() {
    apply(Moves.ended("fraud", 2, "a1", RolloutEnd.ABORTED));
    Set<String> readers = ConcurrentHashMap.newKeySet();
    ModelRegistry watched =
        (ModelRegistry)
            Proxy.newProxyInstance(
                ModelRegistry.class.getClassLoader(),
                new Class<?>[] {ModelRegistry.class},
                (proxy, method, arguments) -> {
                  readers.add(Thread.currentThread().getName());
                  return method.invoke(registry, arguments);
                });
    try (RolloutControl control =
        new RolloutControl(
            RolloutWorker.rollouts(medium, watched, now::get),
            RolloutWorker.decisions(watched, log),
            new TrafficRecorder(new CountedCalls(), medium.journals(), "fraud"),
            medium,
            now::get,
            log)) {
      control.wake();
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .doesNotContain("lifecycle4j-rollout-fraud");
      assertThat(readers).containsExactly(Thread.currentThread().getName());
    }
  }
}

package io.lifecycle4j.core.serving.rollout;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.registry.RolloutState;
import io.lifecycle4j.core.registry.RolloutTransitions;
import io.lifecycle4j.core.serving.traffic.CountedCalls;
import io.lifecycle4j.core.serving.traffic.TrafficRecorder;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storms.ChildArchive;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.RolloutCriteria;
import io.lifecycle4j.registry.RolloutPlan;
import io.lifecycle4j.registry.RolloutStarted;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Undecided;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes are killed during a rollout; another one decides, by what all counted. */
@Tag(Volume.TAG)
@Timeout(600)
class RolloutProcessesTest {
  private static final int STEPS = Volume.of(1, 3, 50);

  /** How many processes are killed in a step, and how many requests the first one counts. */
  private static final int KILLED = 4;

  private static final int FEWEST = 32;

  /** What the one counts that is left: enough to go on. */
  private static final int MOST = FEWEST << KILLED;

  private static final Duration STEP = Duration.ofMinutes(30);
  private static final RolloutPlan PLAN =
      new RolloutPlan(
          shares(),
          STEP,
          Duration.ofHours(24),
          new RolloutCriteria(0.5, 1, 100, Duration.ofDays(1), Undecided.BACK));
  private static final long SEED = Volume.seed();

  @TempDir private Path directory;
  private final Random random = new Random(SEED);
  private final List<ChildJvm> children = new ArrayList<>();
  private Path time;
  private Medium medium;
  private ModelRegistry registry;
  private RolloutTransitions rollouts;

  @BeforeEach
  void start() throws IOException {
    time = directory.resolve("time");
    set(Fixtures.TIME);
    InstantSource clock = RolloutWorker.clock(time);
    medium = Media.file(home());
    registry = Registries.over(medium, clock);
    rollouts = RolloutWorker.rollouts(medium, registry, clock);
    ModelManifest manifest =
        Fixtures.model(registry.put(new NamedContent("w", Content.of("weights"))));
    registry.register("fraud", manifest, Fixtures.ALICE, "trained");
    registry.register("fraud", manifest, Fixtures.ALICE, "trained");
    apply(Moves.moved("fraud", 0, 1, Change.Direction.FORWARD));
    apply(new RolloutStarted("fraud", 2, 1, OptionalLong.empty(), "a1", PLAN));
  }

  @AfterEach
  void close() {
    children.forEach(ChildJvm::close);
    registry.close();
    medium.close();
  }

  /** Steps up to a half, which has a control of the same size, and the last one. */
  private static List<Double> shares() {
    List<Double> shares = new ArrayList<>();
    for (int step = 1; step <= STEPS; step++) {
      shares.add(0.5 * step / STEPS);
    }
    shares.add(1.0);
    return shares;
  }

  private Path home() {
    return directory.resolve("home");
  }

  private void set(Instant now) throws IOException {
    Path next = Files.writeString(directory.resolve("next"), now.toString());
    Files.move(next, time, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void apply(Change change) {
    registry.apply(Transition.builder(Fixtures.ALICE, "For the test").change(change).build());
  }

  private ChildJvm start(int requests) throws Exception {
    ChildJvm child =
        ChildJvm.start(ChildArchive.options(), RolloutWorker.class, home(), time, requests);
    children.add(child);
    return child;
  }

  private static ChildJvm recorded(ChildJvm child) throws IOException {
    assertThat(child.awaitLines(1)).containsExactly(RolloutWorker.RECORDED);
    return child;
  }

  private List<String> names(String prefix) {
    return medium.journals().names().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  private RolloutState state() {
    registry.refresh();
    return rollouts.find().orElseThrow();
  }

  /** Returns the requests that the processes counted in the step by which the rollout went on. */
  private long requestsOfStep(Runnable deciding) throws IOException {
    RolloutState before = state();
    set(before.since().plus(STEP));
    awaitTrue(
        () -> {
          deciding.run();
          return state().step() > before.step() || !state().isRunning();
        });
    RolloutState after = state();
    assertThat(after.step()).isEqualTo(before.step() + 1);
    long requests = after.figures().canary().requests() - before.figures().canary().requests();
    assertThat(after.figures().control().requests() - before.figures().control().requests())
        .as("each was counted in both arms")
        .isEqualTo(requests);
    return requests;
  }

  /** Starts a process that decides, for no other one is there. */
  private ChildJvm leader(int requests) throws Exception {
    ChildJvm leader = recorded(start(requests));
    awaitTrue(() -> names("rollout-lead-").stream().anyMatch(medium.journals()::isOwned));
    return leader;
  }

  @Test
  @OnlyLarger
  void isDecidedByAnotherProcessWhenTheOneThatDecidesIsKilled() throws Exception {
    CountedCalls calls = new CountedCalls();
    RolloutWorker.count(calls, state(), 700, 0);
    ChildJvm leader = leader(600);
    try (TrafficRecorder recorder = new TrafficRecorder(calls, medium.journals(), "fraud");
        RolloutControl member =
            new RolloutControl(
                rollouts,
                RolloutWorker.decisions(registry, Decisions.LOG),
                recorder,
                medium,
                RolloutWorker.clock(time),
                RolloutControl.LOG)) {
      member.wake();
      awaitTrue(() -> names("traffic-").size() == 2);
      assertThat(leader.kill()).isTrue();
      assertThat(requestsOfStep(member::wake)).isEqualTo(1_300);
    }
  }

  @Test
  @OnlyLarger
  void countsOnceWhatAProcessRecordedBeforeItWasKilled() throws Exception {
    assumeTrue(Volume.isLarger(), "it starts three processes");
    leader(600);
    assertThat(recorded(start(700)).kill()).isTrue();
    recorded(start(50)); // as it is started again
    assertThat(requestsOfStep(() -> {})).isEqualTo(1_350);
  }

  /** Returns how many requests each process counts, so that a sum shows who is part of it. */
  private List<Integer> shuffled() {
    List<Integer> counts = new ArrayList<>();
    for (int requests = FEWEST; requests <= MOST; requests *= 2) {
      counts.add(requests);
    }
    Collections.shuffle(counts, random);
    return counts;
  }

  @Test
  @OnlyLarger
  void losesNothingThatWasRecordedWhoeverIsKilledWhenever() throws Exception {
    assumeTrue(Volume.isLarger(), "it starts five processes in each step");
    for (int step = 0; step < STEPS; step++) {
      String round = "step " + step + ", -Dseed=" + SEED;
      Map<Integer, ChildJvm> started = new HashMap<>();
      for (int requests : shuffled()) {
        started.put(requests, start(requests));
      }
      ChildJvm left = Objects.requireNonNull(started.remove(MOST));
      long recorded = MOST;
      for (Map.Entry<Integer, ChildJvm> killed : started.entrySet()) {
        LockSupport.parkNanos(random.nextInt(200_000_000)); // it may be anywhere
        killed.getValue().end();
        recorded += killed.getValue().awaitLines(1).isEmpty() ? 0 : killed.getKey();
        killed.getValue().kill();
      }
      recorded(left);
      long counted = requestsOfStep(() -> {});
      assertThat(counted & recorded).as("recorded, %s", round).isEqualTo(recorded);
      assertThat(counted & ~(2 * MOST - FEWEST)).as("twice, %s", round).isZero();
      left.kill();
      assertThat(names("traffic-")).as(round).hasSizeLessThanOrEqualTo(2 * KILLED);
    }
  }
}

package io.lifecycle4j.contract;

import static io.lifecycle4j.contract.Fixtures.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.tracking.ExperimentTracker;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunEvent;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunLog;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link ExperimentTracker} must do. */
@Timeout(120)
public abstract class ExperimentTrackerContract {
  private static final int THREADS = 8;

  private ExperimentTracker tracker;

  /** Creates the contract. */
  protected ExperimentTrackerContract() {}

  /**
   * Opens an empty tracker; called once for each test.
   *
   * @return the tracker
   */
  protected abstract ExperimentTracker open();

  /**
   * Opens another tracker on the storage of this test, as a second process would.
   *
   * @param first the tracker that {@link #open()} gave
   * @return the other; the same if the storage is not shared
   */
  protected ExperimentTracker openAgain(ExperimentTracker first) {
    return first;
  }

  @BeforeEach
  void openTracker() {
    tracker = open();
  }

  private RunLog start(String id) {
    return tracker.start(new RunInfo(id, "fraud", TIME));
  }

  private static void append(RunLog log, RunEvent... events) {
    log.append(Arrays.asList(events), Durability.PROCESS);
  }

  private RunRecord run(String id) {
    return tracker.find(id).orElseThrow();
  }

  private static RunEvent param(String name, String value) {
    return RunEvent.param(TIME, name, value);
  }

  private static RunEvent metric(double value, long step) {
    return RunEvent.metric(TIME.plusMillis(step), "loss", value, step);
  }

  @Test
  void isEmptyAtFirst() {
    assertThat(tracker.runs("fraud")).isEmpty();
    assertThat(tracker.find("r1")).isEmpty();
    assertThatThrownBy(() -> tracker.history("r1", "loss"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Run does not exist: r1");
  }

  @Test
  void showsARunFromItsStart() {
    start("r1");
    assertThat(run("r1").info()).isEqualTo(new RunInfo("r1", "fraud", TIME));
    assertThat(run("r1").status()).isEqualTo(RunStatus.RUNNING);
    assertThat(run("r1").end()).isNull();
    assertThat(tracker.runs("fraud")).containsExactly(run("r1"));
    assertThat(tracker.history("r1", "loss")).isEmpty();
  }

  @Test
  void startsAnIdOnce() {
    start("r1").close();
    assertThatThrownBy(() -> start("r1"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Run already exists: r1");
    assertThat(tracker.runs("fraud")).hasSize(1);
  }

  @Test
  void listsTheRunsOfAnExperimentInTheOrderOfTheirStart() {
    for (String id : List.of("z", "a", "m")) {
      start(id);
    }
    tracker.start(new RunInfo("other", "churn", TIME));
    assertThat(tracker.runs("fraud"))
        .extracting(run -> run.info().id())
        .containsExactly("z", "a", "m");
    assertThat(tracker.runs("churn")).hasSize(1);
    assertThat(openAgain(tracker).runs("fraud")).isEqualTo(tracker.runs("fraud"));
  }

  @Test
  void addsUpEvents() {
    RunLog log = start("r1");
    BlobId artifact = tracker.put(new NamedContent("plot.png", Content.of("plot"))).blob();
    append(log, param("lr", "0.1"), param("größe", "模型"), metric(0.5, 0));
    append(log, RunEvent.tag(TIME, "note", "first"), RunEvent.tag(TIME, "note", "second"));
    append(log, RunEvent.artifact(TIME, "plot.png", artifact), metric(0.25, 1));
    RunRecord run = run("r1");
    assertThat(run.params()).isEqualTo(Map.of("lr", "0.1", "größe", "模型"));
    assertThat(run.metric("loss")).hasValue(0.25);
    assertThat(run.tags()).isEqualTo(Map.of("note", "second"));
    assertThat(run.artifacts()).isEqualTo(Map.of("plot.png", artifact));
    assertThat(openAgain(tracker).find("r1")).hasValue(run);
  }

  @Test
  void endsRuns() {
    RunLog good = start("good");
    append(good, metric(0.5, 0));
    good.append(List.of(RunEvent.end(TIME, RunStatus.FINISHED, "")), Durability.POWER);
    RunLog bad = start("bad");
    bad.append(List.of(RunEvent.end(TIME, RunStatus.FAILED, "diverged")), Durability.POWER);
    start("open").close();
    assertThat(run("good").end()).isEqualTo(new RunRecord.End(RunStatus.FINISHED, TIME, ""));
    assertThat(run("good").metric("loss")).hasValue(0.5);
    assertThat(run("bad").end()).isEqualTo(new RunRecord.End(RunStatus.FAILED, TIME, "diverged"));
    assertThat(run("open").status()).isEqualTo(RunStatus.RUNNING);
  }

  @Test
  void listsTheExperimentsOfItsRunsOrSaysThatItCannot() {
    Optional<List<String>> none = tracker.findExperiments();
    tracker.start(new RunInfo("r1", "notebook", TIME)).close();
    tracker.start(new RunInfo("r2", "fraud", TIME)).close();
    tracker.start(new RunInfo("r3", "fraud", TIME)).close();

    Optional<List<String>> all = tracker.findExperiments();
    assertThat(all.isPresent()).isEqualTo(none.isPresent());
    all.ifPresent(names -> assertThat(names).containsExactly("fraud", "notebook"));
    none.ifPresent(names -> assertThat(names).isEmpty());
    assertThat(openAgain(tracker).findExperiments()).isEqualTo(all);
  }

  @Test
  void setsAParameterOnce() {
    RunLog log = start("r1");
    append(log, param("lr", "0.1"));
    append(log, param("lr", "0.1"), param("lr", "0.1"));
    assertThatThrownBy(() -> append(log, param("lr", "0.2")))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Parameter already exists: lr is '0.1' (cannot become '0.2')");
    assertThat(run("r1").params()).isEqualTo(Map.of("lr", "0.1"));
  }

  @Test
  void appendsAllEventsOrNone() {
    RunLog log = start("r1");
    append(log, param("lr", "0.1"));
    assertThatThrownBy(() -> append(log, metric(1, 0), param("new", "x"), param("lr", "0.2")))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> append(log, param("twice", "x"), param("twice", "y")))
        .isInstanceOf(ConflictException.class);
    assertThat(run("r1").metrics()).isEmpty();
    assertThat(run("r1").params()).isEqualTo(Map.of("lr", "0.1"));
    append(log, param("new", "y"), param("twice", "z"));
    assertThat(run("r1").params()).isEqualTo(Map.of("lr", "0.1", "new", "y", "twice", "z"));
  }

  @Test
  void keepsEveryPointInTheOrderItWasLogged() {
    RunLog log = start("r1");
    append(log, metric(3, 2), metric(1, 0));
    append(log, metric(2, 1));
    assertThat(tracker.history("r1", "loss"))
        .containsExactly(
            new MetricPoint(2, 3, TIME.plusMillis(2)),
            new MetricPoint(0, 1, TIME),
            new MetricPoint(1, 2, TIME.plusMillis(1)));
    assertThat(tracker.history("r1", "accuracy")).isEmpty();
  }

  @Test
  void takesThePointWithTheGreatestStepAndTheLaterOfEquals() {
    RunLog log = start("r1");
    append(log, metric(3, 2), metric(1, 0));
    assertThat(run("r1").metric("loss")).hasValue(3.0);
    append(log, metric(4, 2));
    assertThat(run("r1").metric("loss")).hasValue(4.0);
    append(log, metric(5, Long.MAX_VALUE), metric(6, Long.MIN_VALUE));
    assertThat(run("r1").metric("loss")).hasValue(5.0);
  }

  @Test
  void keepsEveryNumberExactly() {
    List<Double> values =
        List.of(
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            -0.0,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            0.1 + 0.2,
            1e-300);
    RunLog log = start("r1");
    for (int i = 0; i < values.size(); i++) {
      append(log, metric(values.get(i), i));
    }
    assertThat(tracker.history("r1", "loss")).extracting(MetricPoint::value).isEqualTo(values);
    assertThat(openAgain(tracker).history("r1", "loss"))
        .extracting(MetricPoint::value)
        .isEqualTo(values);
  }

  @Test
  void keepsAnyText() {
    RunLog log = start("r1");
    String text = "line\nline\u0000\"quote\"\\\u2028😀" + "x".repeat(10_000);
    append(log, param("p", text), RunEvent.tag(TIME, "t", ""));
    assertThat(run("r1").params()).containsEntry("p", text);
    assertThat(run("r1").tags()).containsEntry("t", "");
  }

  @Test
  void showsEventsToOthersAtOnce() {
    ExperimentTracker other = openAgain(tracker);
    RunLog log = start("r1");
    append(log, metric(1, 0));
    assertThat(other.find("r1").orElseThrow().metric("loss")).hasValue(1.0);
    append(log, metric(2, 1));
    assertThat(other.find("r1").orElseThrow().metric("loss")).hasValue(2.0);
  }

  @Test
  void refusesEventsOnceALogIsClosed() {
    RunLog log = start("r1");
    append(log, metric(1, 0));
    log.close();
    log.close();
    assertThatIllegalStateException().isThrownBy(() -> append(log, metric(2, 1)));
    assertThat(tracker.history("r1", "loss")).hasSize(1);
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesNull() {
    RunLog log = start("r1");
    assertThatThrownBy(() -> tracker.start(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> tracker.find(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> tracker.runs(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> log.append(null, Durability.PROCESS))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> log.append(List.of(metric(1, 0)), null))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void startsRunsOnManyThreads() throws Exception {
    ExperimentTracker other = openAgain(tracker);
    Together.run(
        THREADS,
        thread -> {
          for (int i = 0; i < 5; i++) {
            ExperimentTracker place = i % 2 == 0 ? tracker : other;
            try (RunLog log = place.start(new RunInfo("r" + thread + "." + i, "fraud", TIME))) {
              append(log, metric(thread, i));
            }
          }
          return thread;
        });
    assertThat(tracker.runs("fraud"))
        .hasSize(THREADS * 5)
        .allSatisfy(run -> assertThat(run.metrics()).hasSize(1))
        .extracting(run -> run.info().id())
        .doesNotHaveDuplicates();
  }

  @Test
  void letsOneOfManyStartAnId() throws Exception {
    List<Boolean> started = Together.run(THREADS, thread -> tryStart());
    assertThat(started).containsOnlyOnce(true);
    assertThat(tracker.runs("fraud")).hasSize(1);
  }

  private boolean tryStart() {
    try {
      start("r1");
      return true;
    } catch (ConflictException e) {
      return false;
    }
  }

  @Test
  void losesNothingOfManyThreadsThatShareALog() throws Exception {
    RunLog log = start("r1");
    Together.run(
        THREADS,
        thread -> {
          IntStream.range(0, 20).forEach(i -> append(log, metric(thread, i), metric(thread, i)));
          return thread;
        });
    List<MetricPoint> points = tracker.history("r1", "loss");
    assertThat(points).hasSize(THREADS * 40);
    for (int thread = 0; thread < THREADS; thread++) {
      double value = thread;
      List<Long> steps = new ArrayList<>();
      LongStream.range(0, 20).forEach(i -> steps.addAll(List.of(i, i)));
      assertThat(points.stream().filter(point -> point.value() == value).map(MetricPoint::step))
          .containsExactlyElementsOf(steps);
    }
  }
}

package io.lifecycle4j.contract;

import static io.lifecycle4j.contract.Fixtures.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.MetricSummary;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunLog;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link ExperimentTracker} must do. */
@Timeout(120)
public abstract class ExperimentTrackerContract extends TrackerContract {
  private static final int THREADS = 8;

  /** Creates the contract. */
  protected ExperimentTrackerContract() {}

  @Test
  void isEmptyAtFirst() {
    assertThat(runs(tracker, "fraud")).isEmpty();
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
    assertThat(run("r1").end()).isEmpty();
    assertThat(runs(tracker, "fraud")).containsExactly(run("r1"));
    assertThat(tracker.history("r1", "loss").points()).isEmpty();
  }

  @Test
  void startsAnIdOnce() {
    start("r1").close();
    assertThatThrownBy(() -> start("r1"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Run already exists: r1");
    assertThat(runs(tracker, "fraud")).hasSize(1);
  }

  @Test
  void listsTheRunsOfAnExperimentInTheOrderOfTheirStart() {
    for (String id : List.of("z", "a", "m")) {
      start(id);
    }
    tracker.start(new RunInfo("other", "churn", TIME));
    assertThat(runs(tracker, "fraud")).extracting(RunRecord::id).containsExactly("z", "a", "m");
    assertThat(runs(tracker, "churn")).hasSize(1);
    assertThat(runs(openAgain(tracker), "fraud")).isEqualTo(runs(tracker, "fraud"));
  }

  @Test
  void givesEveryRunOfASearchOnceFromPageToPage() {
    for (String id : List.of("z", "a", "m", "b", "y")) {
      start(id);
    }
    tracker.start(new RunInfo("other", "churn", TIME));
    List<String> ids = new ArrayList<>();
    tracker.forEach(
        RunQuery.builder().experiment("fraud").limit(2).build(), run -> ids.add(run.id()));
    assertThat(ids).containsExactly("z", "a", "m", "b", "y");
  }

  @Test
  void opensTheBytesOfArtifacts() throws IOException {
    StoredFile artifact = tracker.put(new NamedContent("plot.png", Content.of("größe")));
    try (InputStream in = openAgain(tracker).open(artifact.blob())) {
      assertThat(in.readAllBytes()).isEqualTo(Fixtures.utf8("größe"));
    }
    assertThatThrownBy(() -> tracker.open(Fixtures.hash(new byte[9])))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void addsUpEvents() {
    RunLog log = start("r1");
    StoredFile artifact = tracker.put(new NamedContent("plot.png", Content.of("plot")));
    RunInput data = new RunInput(new VersionRef("rides", 3, artifact.blob()), "train");
    MetricPoint measured = new MetricPoint(1, 0.25, TIME, Optional.of(data));
    append(log, batch().param("lr", 0.1).param("größe", "模型").point("loss", point(0.5, 0)));
    append(log, batch().tag("by", "first").tag("gone", "x").tag("by", "second"));
    append(log, batch().artifact(artifact).point("loss", measured).removeTag("gone"));
    append(log, batch().input(data).checkpoint(1, artifact).environment(artifact.blob()));
    append(log, batch().input(data));
    RunRecord run = run("r1");
    assertThat(run.params())
        .isEqualTo(Map.of("lr", new Param("0.1", Param.Type.NUMBER), "größe", Param.of("模型")));
    assertThat(run.metrics())
        .isEqualTo(
            Map.of(
                "loss",
                new MetricSummary(measured, Optional.of(measured), Optional.of(point(0.5, 0)), 2)));
    assertThat(run.tags()).isEqualTo(Map.of("by", "second"));
    assertThat(run.artifacts()).isEqualTo(Map.of("plot.png", artifact));
    assertThat(run.inputs()).containsExactly(data);
    assertThat(run.checkpoints()).containsExactly(new Checkpoint(1, artifact));
    assertThat(run.environment()).hasValue(artifact.blob());
    assertThat(openAgain(tracker).find("r1")).hasValue(run);
  }

  @Test
  void endsRuns() {
    RunLog good = start("good");
    append(good, metric(0.5, 0));
    append(good, end(RunStatus.FINISHED, ""));
    good.close();
    RunLog bad = start("bad");
    append(bad, end(RunStatus.FAILED, "diverged"));
    assertThat(run("good").end()).hasValue(new RunEnd(RunStatus.FINISHED, TIME, ""));
    assertThat(run("good").metric("loss")).hasValue(0.5);
    assertThat(run("bad").end()).hasValue(new RunEnd(RunStatus.FAILED, TIME, "diverged"));
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
    append(log, batch().param("lr", "0.1"));
    append(log, batch().param("lr", "0.1").param("lr", "0.1"));
    assertThatThrownBy(() -> append(log, batch().param("lr", "0.2")))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Parameter already exists: lr is '0.1' (cannot become '0.2')");
    assertThat(run("r1").params()).isEqualTo(Map.of("lr", Param.of("0.1")));
  }

  @Test
  void appendsAllEventsOrNone() {
    RunLog log = start("r1");
    append(log, batch().param("lr", "0.1"));
    assertThatThrownBy(() -> append(log, metric(1, 0).param("new", "x").param("lr", "0.2")))
        .isInstanceOf(ConflictException.class);
    assertThat(run("r1").metrics()).isEmpty();
    assertThat(run("r1").params()).isEqualTo(Map.of("lr", Param.of("0.1")));
    append(log, batch().param("new", "y"));
    assertThat(run("r1").params()).isEqualTo(Map.of("lr", Param.of("0.1"), "new", Param.of("y")));
  }

  @Test
  void keepsEveryPointInTheOrderItWasLogged() {
    RunLog log = start("r1");
    append(log, batch().point("loss", point(3, 2)).point("loss", point(1, 0)));
    append(log, metric(2, 1));
    assertThat(tracker.history("r1", "loss").points())
        .containsExactly(point(3, 2), point(1, 0), point(2, 1));
    assertThat(tracker.history("r1", "accuracy").points()).isEmpty();
  }

  @Test
  void takesThePointThatIsLatestByStepThenTimeThenValue() {
    RunLog log = start("r1");
    append(log, metric(3, 2));
    append(log, metric(1, 0));
    assertThat(run("r1").metric("loss")).hasValue(3.0);
    append(log, batch().point("loss", new MetricPoint(2, 9, TIME)));
    assertThat(run("r1").metric("loss")).hasValue(3.0);
    append(log, metric(4, 2));
    append(log, metric(3.5, 2));
    assertThat(run("r1").metric("loss")).hasValue(4.0);
    append(log, metric(5, Long.MAX_VALUE));
    append(log, metric(6, Long.MIN_VALUE));
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
    assertThat(tracker.history("r1", "loss").points())
        .extracting(MetricPoint::value)
        .isEqualTo(values);
    assertThat(openAgain(tracker).history("r1", "loss").points())
        .extracting(MetricPoint::value)
        .isEqualTo(values);
  }

  @Test
  void keepsAnyText() {
    RunLog log = start("r1");
    String text = "line\nline\u0000\"quote\"\\\u2028😀" + "x".repeat(10_000);
    append(log, batch().param("p", text).tag("t", ""));
    assertThat(run("r1").params()).containsEntry("p", Param.of(text));
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
    assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> append(log, metric(2, 1)));
    assertThat(tracker.history("r1", "loss").points()).hasSize(1);
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesNull() {
    RunLog log = start("r1");
    assertThatThrownBy(() -> tracker.start(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> tracker.find(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> tracker.search(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> log.append(null, Durability.PROCESS))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> log.append(metric(1, 0).build(), null))
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
    assertThat(runs(tracker, "fraud"))
        .hasSize(THREADS * 5)
        .allSatisfy(run -> assertThat(run.metrics()).hasSize(1))
        .extracting(RunRecord::id)
        .doesNotHaveDuplicates();
  }

  @Test
  void letsOneOfManyStartAnId() throws Exception {
    List<Boolean> started = Together.run(THREADS, thread -> tryStart());
    assertThat(started).containsOnlyOnce(true);
    assertThat(runs(tracker, "fraud")).hasSize(1);
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
          for (int i = 0; i < 20; i++) {
            append(log, metric(thread, i).point("loss", point(thread, i)));
          }
          return thread;
        });
    List<MetricPoint> points = tracker.history("r1", "loss").points();
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

package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.condition.MlflowFilters;
import io.lifecycle4j.core.condition.MlflowFilters.Filter;
import io.lifecycle4j.core.condition.MlflowFilters.Order;
import io.lifecycle4j.core.condition.RecordedRun;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A search in a home finds the runs that MLflow finds, whose runs these are. */
class MlflowSearchTest {
  private static final MlflowFilters MLFLOW = MlflowFilters.read();
  private static final String EXPERIMENT = "filters";

  /** A digest is a whole hash here. */
  private static final String REST_OF_HASH = "0".repeat(56);

  private static final List<RunLog> OPEN = new ArrayList<>();

  @TempDir static Path directory;
  private static Medium medium;
  private static HomeExperiments experiments;

  @BeforeAll
  static void recordTheRuns() {
    medium = Media.file(directory);
    ExperimentTracker tracker = Tracking.over(medium);
    MLFLOW.runs().forEach(run -> record(tracker, run));
    experiments = Tracking.experiments(tracker, run -> false, InstantSource.system());
  }

  @AfterAll
  static void close() {
    experiments.close();
    OPEN.forEach(RunLog::close);
    medium.close();
  }

  /** A run that did not end stays open, so that it is RUNNING. */
  private static void record(ExperimentTracker tracker, RecordedRun run) {
    Instant start = Instant.ofEpochMilli(run.start());
    RunLog log =
        tracker.start(new RunInfo(run.id(), EXPERIMENT, start, run.name(), Optional.empty()));
    RunBatch.Builder batch = RunBatch.builder();
    run.metrics()
        .keySet()
        .forEach(
            key ->
                batch.point(
                    key, new MetricPoint(0, Objects.requireNonNull(run.metric(key)), start)));
    run.params().forEach((key, text) -> batch.param(key, Param.of(text)));
    run.tags().forEach(batch::tag);
    batch.tag("mlflow.artifactUri", run.artifactUri());
    run.datasets().forEach(use -> batch.input(input(use)));
    if (run.end() != null) {
      RunStatus status = RunStatus.valueOf(run.status());
      batch.end(new RunEnd(status, Instant.ofEpochMilli(run.end()), ""));
    }
    log.append(batch.build(), Durability.PROCESS);
    if (run.end() == null) {
      OPEN.add(log);
    } else {
      log.close();
    }
  }

  private static RunInput input(RecordedRun.DatasetUse use) {
    BlobId hash = new BlobId(use.digest() + REST_OF_HASH);
    String role = use.context() == null ? "unknown" : use.context();
    return new RunInput(new VersionRef(use.name(), 1, hash), role);
  }

  static Stream<Filter> filters() {
    return MLFLOW.filters().stream();
  }

  static Stream<Order> orders() {
    return MLFLOW.orders().stream();
  }

  @ParameterizedTest
  @MethodSource("filters")
  void findsTheSameRuns(Filter filter) {
    String text = filter.filter().replaceAll("([abc]{4}[1-4]{4})", "$1" + REST_OF_HASH);
    if (filter.expected() == null) {
      assertThatThrownBy(() -> experiments.search(EXPERIMENT, text))
          .isInstanceOf(InvalidValueException.class);
      return;
    }
    Set<Subject> subjects = Conditions.parse(text).subjects();
    assertThat(names(experiments.search(EXPERIMENT, text)))
        .filteredOn(name -> isAlike(name, subjects))
        .containsExactlyInAnyOrderElementsOf(
            filter.expected().stream().filter(name -> isAlike(name, subjects)).toList());
  }

  /** Here a run that did not end runs, and whoever uses data says what for. */
  private static boolean isAlike(String run, Set<Subject> subjects) {
    return !(run.equals("scheduled") && subjects.contains(Subject.Attribute.STATUS))
        && !(run.equals("max-double") && subjects.contains(Subject.DatasetPart.CONTEXT));
  }

  private static List<String> names(List<RunRecord> runs) {
    return runs.stream().map(run -> run.info().name()).toList();
  }

  @ParameterizedTest
  @MethodSource("orders")
  void ordersTheSameInPagesOfAnyLength(Order order) {
    if (order.expected() == null) {
      assertThatThrownBy(() -> RunQuery.builder().orderBy(order.order()))
          .isInstanceOf(InvalidValueException.class);
      return;
    }
    Set<Subject> subjects = Set.of(Ordering.parse(order.order()).subject());
    for (int limit : Arrays.asList(1, 7, 1_000)) {
      RunQuery.Builder query = RunQuery.builder().experiment(EXPERIMENT).limit(limit);
      query.orderBy(order.order()).orderBy("start_time DESC");
      assertThat(names(pages(experiments, query)))
          .filteredOn(name -> isAlike(name, subjects))
          .containsExactlyElementsOf(
              order.expected().stream().filter(name -> isAlike(name, subjects)).toList());
    }
  }

  private static List<RunRecord> pages(Experiments place, RunQuery.Builder query) {
    List<RunRecord> runs = new ArrayList<>();
    var page = place.search(query.build());
    runs.addAll(page.runs());
    while (page.next().isPresent()) {
      page = place.search(query.cursor(page.next().get()).build());
      runs.addAll(page.runs());
    }
    return runs;
  }
}

package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.ProgressReporter;
import io.lifecycle4j.core.evaluation.StressedVersion.How;
import io.lifecycle4j.core.preprocessing.LaggedRows;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.evaluation.StressResult;
import io.lifecycle4j.evaluation.StressTest;
import io.lifecycle4j.evaluation.StressTests;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Chooses the stress tests of a version, and runs them. Not thread-safe. */
final class StressRun implements StressReport.Builder {
  private static final long SEED = 1;

  private final Evaluator evaluator;
  private final ModelVersion version;
  private final Looking looking;
  private final Consumer<? super StressReport> made;
  private @Nullable List<StressTest> tests;
  private @Nullable String metric;
  private @Nullable Integer most;
  private @Nullable Long seed;
  private @Nullable Consumer<? super DataProgress> listener;

  /**
   * Begins.
   *
   * @param made receives the report
   */
  StressRun(
      Evaluator evaluator,
      ModelVersion version,
      Looking looking,
      Consumer<? super StressReport> made) {
    this.made = made;
    this.evaluator = evaluator;
    this.version = version;
    this.looking = looking;
  }

  @Override
  public StressReport.Builder tests(StressTest... chosen) {
    checkUnset(tests, "stress report", "tests");
    List<StressTest> all = copy(Arrays.asList(required(chosen, "stress tests")), "stress tests");
    check(!all.isEmpty(), "Invalid stress tests: none (needs at least 1)");
    tests = all;
    return this;
  }

  @Override
  public StressReport.Builder metric(String name) {
    checkUnset(metric, "stress report", "metric");
    metric = required(name, "metric");
    return this;
  }

  @Override
  public StressReport.Builder rows(int limit) {
    checkUnset(most, "stress report", "rows");
    check(limit > 0, "Invalid rows: %s (must be at least 1)", limit);
    most = limit;
    return this;
  }

  @Override
  public StressReport.Builder seed(long value) {
    checkUnset(seed, "stress report", "seed");
    seed = value;
    return this;
  }

  @Override
  public StressReport.Builder onProgress(Consumer<? super DataProgress> progress) {
    checkUnset(listener, "stress report", "listener");
    listener = required(progress, "listener");
    return this;
  }

  @Override
  public StressReport run() {
    Metric measured = measured(version.manifest().task());
    StressPlan plan = StressPlan.of(version.manifest());
    List<StressTest> each = tests == null ? plan.known(StressTests.all()) : plan.required(tests);
    Rows opened = evaluator.holdouts().look(version, looking).rows();
    Rows holdout = LaggedRows.of(version.manifest().preprocessing(), opened);
    long chance = seed == null ? SEED : seed;
    int limit = most == null ? HeldOutSample.usual(holdout.schema()) : most;
    HeldOutSample sample = HeldOutSample.of(holdout, limit, chance);
    long total = (long) each.size() * sample.rows().size();
    long[] rows = {0};
    ProgressReporter progress =
        new ProgressReporter(
            listener, () -> new DataProgress(Phase.COMPARING, 0, 0, 0, 0, rows[0], total));
    How how =
        new How(
            plan,
            chance,
            evaluator.policy(version, plan.inputs()),
            more -> {
              rows[0] += more;
              progress.inTime();
            });
    List<StressResult> results = new ArrayList<>();
    ScoredRows clean =
        new StressedVersion(evaluator, version, sample, how)
            .run(each, stressed -> results.add(stressed.result(measured.name())));
    progress.now();
    StressReport report = report(clean, measured.name(), chance, results);
    made.accept(report);
    return report;
  }

  private StressReport report(
      ScoredRows clean, String metric, long chance, List<StressResult> results) {
    return new StressReport(
        version.label(),
        evaluator.describe(version),
        clean.rows(),
        metric,
        clean.metric(metric),
        Stressed.interval(clean, metric),
        chance,
        results);
  }

  /** Runs one test on rows, of each of its columns, without a control. */
  static void run(
      Evaluator evaluator,
      ModelVersion version,
      Rows rows,
      StressTest test,
      Consumer<? super Stressed> each) {
    StressPlan plan = StressPlan.of(version.manifest());
    List<StressTest> tests = plan.required(test);
    Rows whole = LaggedRows.of(version.manifest().preprocessing(), rows);
    HeldOutSample sample = HeldOutSample.of(whole, HeldOutSample.usual(whole.schema()), SEED);
    How how = new How(plan, SEED, evaluator.policy(version, plan.inputs()), more -> {});
    new StressedVersion(evaluator, version, sample, how).run(tests, each);
  }

  private Metric measured(Task<?> task) {
    if (metric == null) {
      return TaskCalls.headline(task)
          .orElseThrow(
              () -> new NotFoundException("No metric of " + version.label() + " can be compared"));
    }
    Metric found =
        task.findMetric(metric)
            .orElseThrow(
                () ->
                    new NotFoundException(
                        String.format(
                            "Metric does not exist: %s (there are %s)",
                            metric, task.metrics().stream().map(Metric::name).toList())));
    check(
        found.better() != Better.NONE,
        "Invalid metric of a stress report: %s (neither greater nor smaller values are better)",
        found.name());
    return found;
  }
}

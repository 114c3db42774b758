package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.model.AnsweredRow;
import io.lifecycle4j.core.monitoring.statistics.CountTests;
import io.lifecycle4j.core.monitoring.statistics.MultipleTests;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.ColumnDrift.Verdict;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The windows that the logged predictions of one version fill. Not thread-safe. */
final class BacktestWindows implements Statistics.Sink {
  private final String label;
  private final DriftMonitor plan;
  private final DriftDetector detector;
  private final Profile reference;
  private final Schema watched;
  private final Task<?> task;

  /** By the columns that are logged, which may have changed. */
  private final Map<Schema, Reader> readers = new HashMap<>();

  private final double[] numbers;
  private final @Nullable String[] texts;
  private DriftRecorder recorder;
  private long rows;
  private Instant opened = Instant.MIN;
  private AlarmBudget budget;

  private record Reader(Statistics statistics, AnsweredRow answered) {}

  /** A window that became full. */
  record Full(Instant opened, DriftReport report) {}

  BacktestWindows(
      String label,
      ModelManifest manifest,
      DriftMonitor plan,
      DriftDetector detector,
      Instant began) {
    this.label = label;
    this.plan = plan;
    this.detector = detector;
    this.reference = manifest.reference();
    this.watched = manifest.preprocessing().input();
    this.task = manifest.task();
    int statistics = Statistics.of(AnsweredRow.with(watched, task)).names().size();
    this.numbers = new double[statistics];
    this.texts = new String[statistics];
    this.recorder = detector.recorder(reference);
    this.budget = AlarmBudget.begin(plan, began);
  }

  /** Returns what a row lacks; null if it can be recorded. */
  @Nullable String problem(Row row) {
    if (reference.rows() == 0) {
      return "of a version without a reference";
    }
    return watched.columns().stream()
        .filter(column -> row.schema().find(column.name()).isEmpty())
        .findFirst()
        .map(column -> "without column " + column.name())
        .orElse(null);
  }

  /** Records a row that has no problem; returns a window that it filled. */
  Optional<Full> add(Row row, String answer, Instant time) {
    Reader reader = readers.computeIfAbsent(row.schema(), this::reader);
    reader.statistics().observe(reader.answered().show(row, value(answer)), this);
    recorder.record(numbers, texts);
    opened = rows++ == 0 ? time : opened;
    if (rows < plan.window()) {
      return Optional.empty();
    }
    Full full = new Full(opened, report(time));
    recorder = recorder.another();
    rows = 0;
    return Optional.of(full);
  }

  private Reader reader(Schema logged) {
    return new Reader(
        Statistics.of(AnsweredRow.with(watched, task), AnsweredRow.with(logged, task)),
        new AnsweredRow(logged, task));
  }

  private Object value(String answer) {
    if (task.answerType().isText()) {
      return answer;
    }
    try {
      return Double.valueOf(answer);
    } catch (NumberFormatException e) { // several numbers, which count as missing
      return Double.NaN;
    }
  }

  private DriftReport report(Instant closed) {
    List<Divergence> divergences = detector.compare(reference, recorder.snapshot());
    AlarmBudget.Share share = budget.spend(plan, closed);
    budget = share.rest();
    double[] adjusted =
        MultipleTests.holm(divergences.stream().mapToDouble(Divergence::pValue).toArray());
    boolean few =
        CountTests.takeOver(reference.rows(), rows) > share.level() / Math.max(1, adjusted.length);
    List<ColumnDrift> columns = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      Divergence divergence = divergences.get(i);
      boolean drifted =
          adjusted[i] <= share.level()
              && (plan.minimalEffect() == 0 || divergence.low() >= plan.minimalEffect());
      Verdict verdict = drifted ? Verdict.DRIFT : few ? Verdict.NOT_ENOUGH_DATA : Verdict.NO_DRIFT;
      columns.add(ColumnDrift.builder(divergence, adjusted[i], verdict).build());
    }
    DriftReport.Reference against =
        new DriftReport.Reference(reference.rows(), plan.referenceRows());
    return DriftReport.builder(label, closed, rows, against)
        .level(share.level())
        .columns(columns)
        .build();
  }

  @Override
  public void number(int statistic, double value) {
    numbers[statistic] = value;
  }

  @Override
  public void text(int statistic, String value) {
    texts[statistic] = value;
  }
}

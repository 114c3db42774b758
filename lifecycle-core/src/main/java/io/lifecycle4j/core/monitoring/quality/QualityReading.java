package io.lifecycle4j.core.monitoring.quality;

import static io.lifecycle4j.error.Preconditions.counted;

import io.lifecycle4j.core.monitoring.quality.QualityQuery.Period;
import io.lifecycle4j.monitoring.LabelCoverage;
import io.lifecycle4j.monitoring.QualityMetric;
import io.lifecycle4j.monitoring.QualityReport;
import io.lifecycle4j.monitoring.QualityWindow;
import io.lifecycle4j.serving.LoggedPrediction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the log once, and measures each window. Not thread-safe. */
final class QualityReading {
  private final QualityQuery query;
  private final Instant now;
  private final SortedMap<Key, WindowRows> windows =
      new TreeMap<>(Comparator.comparing(Key::from).thenComparing(Key::version));

  /** A window of a version. */
  private record Key(Instant from, int version) {}

  QualityReading(QualityQuery query) {
    this.query = query;
    this.now = query.source().clock().instant();
  }

  QualityReport report() {
    query.selected().forEach(this::add);
    Map<Integer, LiveTask> tasks = tasks();
    List<QualityWindow> measured = new ArrayList<>();
    windows.forEach((key, rows) -> measured.add(window(key.version, rows, tasks.get(key.version))));
    return QualityReport.builder(query.source().versions().model(), now)
        .selection(query.slice())
        .windows(measured)
        .build();
  }

  private void add(LoggedPrediction prediction) {
    int version = prediction.version().orElse(LiveSource.FUNCTION);
    Integer wanted = query.version();
    String answer = prediction.findAnswer().orElse(null);
    if (answer != null && (wanted == null || wanted == version)) {
      WindowRows empty = begin(prediction.time());
      windows
          .computeIfAbsent(new Key(empty.begin(), version), key -> empty)
          .add(LiveRow.of(prediction, answer));
    }
  }

  /** Returns the window of a time. */
  private WindowRows begin(Instant time) {
    Duration every = query.every();
    Period period = query.period();
    if (every == null) {
      return period == null
          ? new WindowRows(Instant.EPOCH, null)
          : new WindowRows(period.from(), period.to());
    }
    Instant origin = period == null ? Instant.EPOCH : period.from();
    long place = Math.floorDiv(Duration.between(origin, time).toMillis(), every.toMillis());
    Instant from = origin.plus(every.multipliedBy(place));
    Instant to = from.plus(every);
    return new WindowRows(from, period != null && to.isAfter(period.to()) ? period.to() : to);
  }

  private Map<Integer, LiveTask> tasks() {
    Map<Integer, List<LiveRow>> all = new HashMap<>();
    windows.forEach(
        (key, rows) ->
            all.computeIfAbsent(key.version, version -> new ArrayList<>()).addAll(rows.rows()));
    Map<Integer, LiveTask> tasks = new HashMap<>();
    all.forEach((version, rows) -> tasks.put(version, query.source().task(version, rows)));
    return tasks;
  }

  private QualityWindow window(int version, WindowRows rows, LiveTask task) {
    List<LiveRow> labelled = rows.labelled();
    List<LiveRow> known = labelled.stream().filter(task::knows).toList();
    LabelCoverage coverage = rows.coverage(labelled.size() - known.size(), now, query.settled());
    LiveScores scores = new LiveScores(task, query.metrics());
    Map<String, QualityMetric> metrics = scores.measure(known);
    QualityWindow.Builder window =
        QualityWindow.builder(query.source().label(version), rows.from(), rows.to(), coverage)
            .metrics(metrics)
            .notes(notes(coverage, scores, metrics));
    return (version == LiveSource.FUNCTION ? window : window.version(version)).build();
  }

  private static List<String> notes(
      LabelCoverage coverage, LiveScores scores, Map<String, QualityMetric> metrics) {
    List<String> notes = new ArrayList<>();
    if (coverage.unknown() > 0) {
      notes.add(
          String.format(
              "The version does not know the label of %s: wrong answers that no metric counts",
              counted(coverage.unknown(), "prediction")));
    }
    TreeSet<String> missing = new TreeSet<>(scores.wanted().keySet());
    missing.removeAll(metrics.keySet());
    if (coverage.labelled() > coverage.unknown() && !missing.isEmpty()) {
      notes.add(
          String.format(
              "Not measured, since the log has no outputs of the network (log inputs): %s",
              String.join(", ", missing)));
    }
    return notes;
  }
}

package io.lifecycle4j.core.monitoring.quality;

import static io.lifecycle4j.error.Preconditions.counted;
import static java.util.Objects.requireNonNull;

import io.lifecycle4j.core.monitoring.quality.QualityQuery.Period;
import io.lifecycle4j.monitoring.LabelCoverage;
import io.lifecycle4j.monitoring.LiveLoss;
import io.lifecycle4j.monitoring.QualityMetric;
import io.lifecycle4j.monitoring.QualityMetric.Basis;
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
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the log once, and measures each window. Not thread-safe. */
final class QualityReading {
  /** Windows begin and end between these, whatever is asked: times in milliseconds are exact. */
  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");

  private static final Duration LONGEST =
      Duration.between(EARLIEST, Instant.parse("9999-12-31T00:00:00Z"));

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
    Map<Integer, OfVersion> versions = versions();
    List<QualityWindow> measured = new ArrayList<>();
    windows.forEach(
        (key, rows) ->
            measured.add(window(key.version, rows, requireNonNull(versions.get(key.version)))));
    return QualityReport.builder(query.source().versions().model(), now)
        .selection(query.slice())
        .windows(measured)
        .losses(versions.values().stream().flatMap(each -> each.loss.stream()).toList())
        .build();
  }

  private static List<LiveRow> labelled(List<LiveRow> rows) {
    return rows.stream().filter(row -> row.truth() != null).toList();
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
    if (origin.isBefore(EARLIEST)) {
      origin = EARLIEST;
    }
    Duration length = every.compareTo(LONGEST) < 0 ? every : LONGEST;
    long place = Math.floorDiv(Duration.between(origin, time).toMillis(), length.toMillis());
    Instant from = origin.plus(length.multipliedBy(place));
    Instant to = from.plus(length);
    return new WindowRows(from, period != null && to.isAfter(period.to()) ? period.to() : to);
  }

  /** What the windows of a version have in common. */
  private final class OfVersion {
    private final LiveScores scores;
    private final @Nullable Calibrations calibrations;
    private final Optional<LiveLoss> loss;

    /** Begins with all answers of a version. */
    OfVersion(int version, List<LiveRow> rows) {
      LiveTask task = query.source().task(version, rows);
      scores = new LiveScores(task, query.metrics());
      boolean whole = query.bases().contains(Basis.ESTIMATE);
      HeldOut heldOut = whole ? HeldOut.of(query.source(), version) : HeldOut.NONE;
      calibrations =
          whole && task instanceof LiveClasses classes
              ? Calibrations.of(heldOut, classes, rows.stream().filter(task::knows).toList())
              : null;
      loss =
          heldOut
              .figures()
              .filter(figures -> query.slice().isEmpty()) // the held-out rows have no slice
              .flatMap(figures -> LossWatch.of(task, figures))
              .flatMap(watch -> watch.watch(query.source().label(version), labelled(rows)));
    }

    Map<String, QualityMetric> estimates(List<LiveRow> rows) {
      return calibrations != null && scores.task() instanceof LiveClasses classes
          ? calibrations
              .found()
              .map(how -> new QualityEstimate(classes, how))
              .map(estimate -> estimate.estimate(rows, scores.wanted().values()))
              .orElse(Map.of())
          : Map.of();
    }
  }

  private Map<Integer, OfVersion> versions() {
    Map<Integer, List<LiveRow>> all = new HashMap<>();
    windows.forEach(
        (key, rows) ->
            all.computeIfAbsent(key.version, version -> new ArrayList<>()).addAll(rows.rows()));
    Map<Integer, OfVersion> versions = new TreeMap<>();
    all.forEach((version, rows) -> versions.put(version, new OfVersion(version, rows)));
    return versions;
  }

  private QualityWindow window(int version, WindowRows rows, OfVersion common) {
    List<LiveRow> labelled = rows.labelled();
    List<LiveRow> known = labelled.stream().filter(common.scores.task()::knows).toList();
    LabelCoverage coverage = rows.coverage(labelled.size() - known.size(), now, query.settled());
    Map<String, QualityMetric> metrics = common.scores.measure(known);
    QualityWindow.Builder window =
        QualityWindow.builder(query.source().label(version), rows.from(), rows.to(), coverage)
            .metrics(metrics)
            .estimates(common.estimates(rows.rows()))
            .notes(notes(rows, coverage, common, metrics));
    return (version == LiveSource.FUNCTION ? window : window.number(version)).build();
  }

  private static List<String> notes(
      WindowRows rows,
      LabelCoverage coverage,
      OfVersion common,
      Map<String, QualityMetric> metrics) {
    List<String> notes = new ArrayList<>();
    LabelSelection.note(rows.rows()).ifPresent(notes::add);
    if (coverage.unknown() > 0) {
      notes.add(
          String.format(
              "The version does not know the label of %s: wrong answers that no metric counts",
              counted(coverage.unknown(), "prediction")));
    }
    SortedSet<String> missing = new TreeSet<>(common.scores.wanted().keySet());
    missing.removeAll(metrics.keySet());
    if (coverage.labelled() > coverage.unknown() && !missing.isEmpty()) {
      notes.add(
          String.format(
              "Not measured, since the log has no outputs of the network (log inputs): %s",
              String.join(", ", missing)));
    }
    if (common.calibrations != null) {
      notes.add(common.calibrations.note());
    }
    return notes;
  }
}

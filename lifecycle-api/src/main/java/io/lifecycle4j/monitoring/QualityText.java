package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.counted;

import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the quality of predictions for people. */
final class QualityText {
  private static final Pattern MARKS =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]|[\\\\`*{}\\[\\]<>#!|~&]");

  /** The metrics that a line shows. */
  private static final int SHOWN = 3;

  private static final double MINUTE = 60;
  private static final double HOUR = 3_600;
  private static final double DAY = 86_400;

  private QualityText() {}

  static String summary(QualityReport report) {
    String of = report.selection().isEmpty() ? "" : " where " + report.selection();
    return report.windows().isEmpty()
        ? report.model() + of + ": no predictions"
        : Stream.concat(
                report.windows().stream().map(QualityText::line),
                report.losses().stream().map(LiveLoss::toString))
            .map(line -> line + of)
            .collect(Collectors.joining(System.lineSeparator()));
  }

  static String line(QualityWindow window) {
    Map<String, QualityMetric> all = new TreeMap<>(window.estimates());
    all.putAll(window.metrics());
    List<QualityMetric> metrics =
        all.values().stream().filter(metric -> metric.better() != Better.NONE).toList();
    String shown =
        metrics.stream()
            .limit(SHOWN)
            .map(metric -> "; " + metric(window, metric.name()))
            .collect(Collectors.joining());
    String more = metrics.size() > SHOWN ? "; and " + (metrics.size() - SHOWN) + " more" : "";
    return String.format(
        "%s from %s to %s: %s%s%s",
        window.version(), window.from(), window.to(), coverage(window.coverage()), shown, more);
  }

  private static String metric(QualityWindow window, String name) {
    QualityMetric measured = window.metrics().get(name);
    QualityMetric estimated = window.estimates().get(name);
    String guess = estimated == null ? "" : "estimated " + figure(estimated.value());
    return measured == null
        ? name + " " + guess
        : name + " " + figure(measured.value()) + (guess.isEmpty() ? "" : " (" + guess + ")");
  }

  private static String coverage(LabelCoverage coverage) {
    String share =
        coverage.predictions() == 0
            ? ""
            : String.format(Locale.ROOT, " (%.1f %%)", 100 * coverage.share());
    String settled = coverage.settled() ? "" : ", more to come";
    return coverage.labelled()
        + " of "
        + counted(coverage.predictions(), "prediction")
        + " with a label"
        + share
        + settled;
  }

  static String markdown(QualityReport report) {
    StringBuilder text = new StringBuilder("# Live quality of " + escaped(report.model()) + "\n");
    String slice = report.selection().isEmpty() ? "" : ", where " + escaped(report.selection());
    text.append("\nMeasured at ").append(report.time()).append(slice).append("\n");
    if (report.windows().isEmpty()) {
      text.append("\nNo predictions.\n");
    }
    report.windows().forEach(window -> add(window, text));
    if (!report.losses().isEmpty()) {
      text.append("\n## Loss beside the evaluation\n");
      report.losses().forEach(loss -> text.append("\n- ").append(escaped(loss.toString())));
      text.append("\n");
    }
    return text.toString();
  }

  private static void add(QualityWindow window, StringBuilder text) {
    text.append(
        String.format(
            "\n## %s, %s to %s\n\n%s",
            escaped(window.version()), window.from(), window.to(), coverage(window.coverage())));
    window
        .coverage()
        .delays()
        .ifPresent(
            delays ->
                text.append("; half of the labels came within ")
                    .append(time(delays.median()))
                    .append(", nine of ten within ")
                    .append(time(delays.slow())));
    text.append("\n");
    Set<String> names = new TreeSet<>(window.metrics().keySet());
    names.addAll(window.estimates().keySet());
    if (!names.isEmpty()) {
      text.append("\n| Metric | Better | Measured | 95 % interval | Rows | Estimated | 95 % |\n");
      text.append("| --- | --- | ---: | ---: | ---: | ---: | ---: |\n");
      names.forEach(name -> row(window, name, text));
    }
    window.notes().forEach(note -> text.append("\n- ").append(escaped(note)));
    text.append(window.notes().isEmpty() ? "" : "\n");
  }

  private static void row(QualityWindow window, String name, StringBuilder text) {
    QualityMetric measured = window.metrics().get(name);
    QualityMetric estimated = window.estimates().get(name);
    Better better = measured == null ? better(estimated) : measured.better();
    text.append(
        String.format(
            "| %s | %s | %s | %s | %s | %s | %s |\n",
            escaped(name),
            better == Better.NONE ? "" : better.name().toLowerCase(Locale.ROOT),
            measured == null ? "" : figure(measured.value()),
            interval(measured),
            measured == null ? "" : measured.rows(),
            estimated == null ? "" : figure(estimated.value()),
            interval(estimated)));
  }

  /** Returns a time with one decimal, in the largest unit of which there is one. */
  private static String time(Duration time) {
    double seconds = time.toMillis() / 1e3;
    return seconds >= DAY
        ? units(seconds / DAY, "days")
        : seconds >= HOUR
            ? units(seconds / HOUR, "hours")
            : seconds >= MINUTE ? units(seconds / MINUTE, "minutes") : units(seconds, "seconds");
  }

  private static String units(double count, String unit) {
    return String.format(Locale.ROOT, "%.1f %s", count, unit);
  }

  private static Better better(@Nullable QualityMetric metric) {
    return metric == null ? Better.NONE : metric.better();
  }

  private static String interval(@Nullable QualityMetric metric) {
    Optional<Interval> found = metric == null ? Optional.empty() : metric.interval();
    return found
        .filter(each -> !Double.isNaN(each.lower()) && !Double.isNaN(each.upper()))
        .map(each -> figure(each.lower()) + " to " + figure(each.upper()))
        .orElse("");
  }

  static String figure(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "undefined" : String.valueOf(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    return Math.abs(value) < 1e-6 ? rounded.toString() : rounded.toPlainString();
  }

  static String escaped(String text) {
    return MARKS
        .matcher(text)
        .replaceAll(
            found -> found.group().matches("\\p{C}|\\p{Z}") ? " " : "\\\\" + quoted(found.group()));
  }

  private static String quoted(String mark) {
    return mark.equals("\\") ? "\\\\" : mark;
  }
}

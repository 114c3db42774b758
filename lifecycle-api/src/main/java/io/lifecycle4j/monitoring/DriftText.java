package io.lifecycle4j.monitoring;

import java.util.List;
import java.util.Locale;

/** Writes drift reports for people. */
final class DriftText {
  private static final int SHOWN = 5;

  /** The column of the answer. */
  private static final String ANSWER = "prediction";

  private DriftText() {}

  static String summary(DriftReport report) {
    List<ColumnDrift> drifted = report.columns().stream().filter(ColumnDrift::drifted).toList();
    StringBuilder text = new StringBuilder(verdict(report, drifted));
    for (ColumnDrift column : drifted.subList(0, Math.min(SHOWN, drifted.size()))) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n  %s: %s (effect %.2f, p %.1e)",
              column.name(),
              column.divergence().explanation(),
              column.divergence().effect(),
              column.adjusted()));
    }
    report.alarms().forEach(alarm -> text.append(String.format("%n  %s", alarm)));
    text.append(reservation(report));
    report
        .traffic()
        .filter(all -> all.refused() + all.failed() > 0)
        .ifPresent(all -> text.append(String.format("%n  traffic: %s", all)));
    return text.toString();
  }

  private static String verdict(DriftReport report, List<ColumnDrift> drifted) {
    return String.format(
        "%s, window of %s predictions%s: %s",
        report.version(),
        report.rows(),
        report.closedEarly() ? " (few: its time was over)" : "",
        drifted.isEmpty() ? "no drift" : "DRIFT in " + names(drifted));
  }

  private static String names(List<ColumnDrift> drifted) {
    List<String> names = drifted.stream().map(DriftText::subject).distinct().toList();
    int shown = Math.min(SHOWN, names.size());
    return names.subList(0, shown)
        + (shown == names.size() ? "" : " and " + (names.size() - shown) + " more");
  }

  /** What follows from an answer, such as {@code prediction.confidence}, is named as the answer. */
  private static String subject(ColumnDrift column) {
    String name = column.divergence().column();
    return name.startsWith(ANSWER + ".")
        ? ANSWER + column.name().substring(name.length()) // with the segment
        : column.name();
  }

  private static String reservation(DriftReport report) {
    return report.reference().suffices()
        ? ""
        : String.format(
            "%n  the reference has %s rows (needs %s): the promise of false alarms holds on"
                + " average over such references only",
            report.reference().rows(), report.reference().needed());
  }

  static String markdown(DriftReport report) {
    List<ColumnDrift> drifted = report.columns().stream().filter(ColumnDrift::drifted).toList();
    StringBuilder text = new StringBuilder();
    line(text, "%s", escaped(verdict(report, drifted) + reservation(report).replace("\n", "")));
    line(text, "");
    line(text, "%s to %s, level %.2g", report.opened(), report.closed(), report.level());
    report.traffic().ifPresent(all -> line(text, "\nTraffic: %s", escaped(all.toString())));
    line(text, "");
    line(text, "| column | verdict | effect | p | change |");
    line(text, "|---|---|--:|--:|---|");
    for (ColumnDrift column : report.columns()) {
      line(
          text,
          "| %s | %s | %.2f | %.1e | %s |",
          escaped(column.name()),
          column.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' '),
          column.divergence().effect(),
          column.adjusted(),
          escaped(column.divergence().explanation()));
    }
    if (!report.alarms().isEmpty()) {
      alarms(report, text);
    }
    return text.toString();
  }

  private static void alarms(DriftReport report, StringBuilder text) {
    line(text, "");
    line(text, "| threshold | holds | rate without drift | 95 %% interval |");
    line(text, "|---|---|--:|--:|");
    for (ThresholdAlarm alarm : report.alarms()) {
      line(
          text,
          "| %s | %s | %s | %s |",
          escaped(alarm.condition().words()),
          alarm.holds() ? "yes" : "no",
          alarm.rate().map(rate -> ThresholdAlarm.share(rate.value())).orElse("unknown"),
          alarm
              .rate()
              .map(
                  rate ->
                      ThresholdAlarm.share(rate.low()) + " to " + ThresholdAlarm.share(rate.high()))
              .orElse(""));
    }
  }

  private static void line(StringBuilder text, String form, Object... values) {
    text.append(String.format(Locale.ROOT, form, values)).append('\n');
  }

  private static String escaped(String text) {
    return QualityText.escaped(text);
  }
}

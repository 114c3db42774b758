package io.lifecycle4j.validation;

import static io.lifecycle4j.error.Preconditions.counted;

import java.util.List;

/** Writes a report as Markdown. What came from data is escaped, so that it stays a cell. */
final class MarkdownReport {
  private static final String ESCAPED = "\\`*_{}[]<>()#+!|~&";

  private final StringBuilder text = new StringBuilder();

  private MarkdownReport() {}

  static String of(ValidationReport report) {
    MarkdownReport markdown = new MarkdownReport();
    markdown.summary(report);
    report.broken().stream().filter(result -> !result.first().isEmpty()).forEach(markdown::places);
    return markdown.text.toString();
  }

  private void summary(ValidationReport report) {
    List<RuleResult> broken = report.broken();
    text.append("# Validation: ").append(report.outcome()).append("\n\n");
    text.append(counted(report.rows(), "row")).append(", ");
    text.append(counted(report.results().size(), "rule")).append(", ");
    text.append(broken.size()).append(" broken\n\n");
    row("Result", "Severity", "Rule", "Observed", "Failures", "Note");
    row("---", "---", "---", "---", "---", "---");
    broken.forEach(this::result);
    report.results().stream().filter(RuleResult::passed).forEach(this::result);
  }

  private void result(RuleResult result) {
    String failures =
        result.failures() == 0
            ? none(result)
            : result.failures() + " of " + result.checked() + ", " + percent(result.share());
    row(
        result.passed() ? "holds" : "BROKEN",
        result.rule().severity().name(),
        escaped(result.rule().sentence()),
        result.shown(),
        failures,
        escaped(result.note()));
  }

  private void places(RuleResult result) {
    text.append("\n## ").append(escaped(result.rule().sentence())).append("\n\n");
    row("File", "Line", "Row", "Column", "Value");
    row("---", "---", "---", "---", "---");
    for (FailurePlace place : result.first()) {
      row(
          escaped(place.file()),
          place.line() == 0 ? "" : Long.toString(place.line()),
          Long.toString(place.row()),
          escaped(place.column()),
          escaped(place.value()));
    }
  }

  private void row(String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** Only rules that look at rows have rows that break them. */
  private static String none(RuleResult result) {
    return result.checked() > 0 || result.rule().check() instanceof RowCheck ? "0" : "";
  }

  private static String percent(double share) {
    return share > 0 && share < 1e-6 ? "below 0.0001 %" : Sentence.percent(share);
  }

  private static String escaped(String value) {
    StringBuilder escaped = new StringBuilder();
    value
        .codePoints()
        .forEach(
            c -> {
              if (ESCAPED.indexOf(c) >= 0) {
                escaped.append('\\').appendCodePoint(c);
              } else {
                escaped.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
              }
            });
    return escaped.toString();
  }
}

package io.lifecycle4j.core.validation;

import static io.lifecycle4j.core.markdown.Markdown.escaped;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.number;

import io.lifecycle4j.core.markdown.Markdown;
import io.lifecycle4j.validation.RowCheck;
import io.lifecycle4j.validation.RuleResult;
import io.lifecycle4j.validation.RuleResult.FailurePlace;
import io.lifecycle4j.validation.ValidationReport;
import io.lifecycle4j.validation.spi.ReportWriter;

/**
 * Formats validation reports as Markdown: the broken rules first, and then the places of failures.
 */
public final class MarkdownReport implements ReportWriter {
  @Override
  public String markdown(ValidationReport report) {
    Markdown text = new Markdown();
    text.line("# Validation: %s", report.outcome());
    text.line(
        "%s, %s, %d broken",
        counted(report.rows(), "row"),
        counted(report.results().size(), "rule"),
        report.broken().size());
    text.table(0, "Result", "Severity", "Rule", "Observed", "Failures", "Note");
    report.broken().forEach(result -> result(result, text));
    report.results().stream().filter(RuleResult::passed).forEach(result -> result(result, text));
    for (RuleResult result : report.broken()) {
      if (!result.first().isEmpty()) {
        text.end();
        text.line("## %s", escaped(result.rule().sentence()));
        text.table(0, "File", "Line", "Row", "Column", "Value");
        result.first().forEach(place -> place(place, text));
      }
    }
    return text.toString();
  }

  private static void result(RuleResult result, Markdown text) {
    text.row(
        result.passed() ? "holds" : "BROKEN",
        result.rule().severity().name(),
        escaped(result.rule().sentence()),
        result.shown(),
        failures(result),
        escaped(result.note()));
  }

  /** Only rules that check rows have failed rows. */
  private static String failures(RuleResult result) {
    if (result.failures() == 0) {
      return result.checked() > 0 || result.rule().check() instanceof RowCheck ? "0" : "";
    }
    double share = result.share();
    String percent = share < 1e-6 ? "below 0.0001" : number(Math.round(share * 1e6) / 1e4);
    return result.failures() + " of " + result.checked() + ", " + percent + " %";
  }

  private static void place(FailurePlace place, Markdown text) {
    text.row(
        escaped(place.file()),
        place.line() == 0 ? "" : Long.toString(place.line()),
        Long.toString(place.row()),
        escaped(place.column()),
        escaped(place.value()));
  }
}

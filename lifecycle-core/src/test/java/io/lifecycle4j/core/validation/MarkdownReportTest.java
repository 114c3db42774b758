package io.lifecycle4j.core.validation;

import static io.lifecycle4j.validation.Rules.column;
import static io.lifecycle4j.validation.Rules.rowCount;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.markdown.Markdown;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.RuleResult;
import io.lifecycle4j.validation.RuleResult.FailurePlace;
import io.lifecycle4j.validation.ValidationReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownReportTest {
  private static final FailurePlace PLACE = new FailurePlace("a|b.csv", 3, 2, "x", "9*9");

  private static RuleResult broken(Rule rule) {
    return new RuleResult(rule, false, 0.5, 2, 1, List.of(PLACE), "");
  }

  private static RuleResult holding(Rule rule) {
    return new RuleResult(rule, true, 2, 0, 0, List.of(), "all of them");
  }

  @Test
  void writesTheRulesAndWhereTheyAreBroken() {
    ValidationReport report =
        new ValidationReport(
            2, List.of(holding(rowCount().atLeast(1)), broken(column("x").atMost(1))));
    assertThat(report.markdown())
        .isEqualTo(
            """
            # Validation: FAILED

            2 rows, 2 rules, 1 broken

            | Result | Severity | Rule | Observed | Failures | Note |
            | --- | --- | --- | --- | --- | --- |
            | BROKEN | ERROR | x is at most 1 | 50 % | 1 of 2, 50 % |  |
            | holds | ERROR | the number of rows is at least 1 | 2 |  | all of them |

            ## x is at most 1

            | File | Line | Row | Column | Value |
            | --- | --- | --- | --- | --- |
            | a\\|b.csv | 3 | 2 | x | 9\\*9 |
            """);
  }

  @Test
  void showsTheShareOfRowsThatPassed() {
    RuleResult all = new RuleResult(column("x").notNull(), true, 1, 7, 0, List.of(), "");
    assertThat(new ValidationReport(7, List.of(all)).markdown())
        .contains("| holds | ERROR | x has a value | 100 % | 0 |  |");
  }

  @Test
  void hidesWhatATerminalWouldActOn() {
    assertThat(Markdown.escaped("a\u001b[1m\u202e\u2028|b")).isEqualTo("a \\[1m  \\|b");
    assertThat(Markdown.cut("x".repeat(159) + "🚀y", 0)).endsWith("…").hasSizeLessThan(163);
    assertThat(Markdown.cut("🚀" + "x".repeat(9), 1)).startsWith("🚀");
  }
}

package io.lifecycle4j.validation;

import static io.lifecycle4j.validation.Rules.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.validation.RuleResult.FailurePlace;
import io.lifecycle4j.validation.ValidationReport.Outcome;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidationReportTest {
  private static final FailurePlace PLACE = new FailurePlace("a|b.csv", 3, 2, "x", "9*9");

  private static RuleResult broken(Rule rule) {
    return new RuleResult(rule, false, 0.5, 2, 1, List.of(PLACE), "");
  }

  private static RuleResult holding(Rule rule) {
    return new RuleResult(rule, true, 2, 0, 0, List.of(), "all of them");
  }

  private static Outcome outcome(RuleResult... results) {
    return new ValidationReport(2, List.of(results)).outcome();
  }

  @Test
  void theGravestBrokenRuleGivesTheVerdict() {
    Rule rule = column("x").atMost(1);
    assertThat(outcome(holding(rule))).isEqualTo(Outcome.PASSED);
    assertThat(outcome(broken(rule.severity(Severity.INFO)))).isEqualTo(Outcome.PASSED);
    assertThat(outcome(broken(rule.warn()), broken(rule.severity(Severity.INFO))))
        .isEqualTo(Outcome.WARNED);
    assertThat(outcome(broken(rule.warn()), broken(rule))).isEqualTo(Outcome.FAILED);
  }

  @Test
  void showsAMeanRoundedButNeverOnTheOtherSideOfItsBounds() {
    Rule rule = column("x").mean().atMost(50);
    assertThat(measured(rule, 50.948789999999995))
        .hasToString("the mean of x is at most 50: it is 50.9488");
    assertThat(measured(rule, 50.00000001234))
        .hasToString("the mean of x is at most 50: it is 50.0000000123");
    assertThat(measured(rule, 50.948789999999995).shown()).isEqualTo("50.9488");
  }

  private static RuleResult measured(Rule rule, double observed) {
    return new RuleResult(rule, false, observed, 0, 0, List.of(), "");
  }

  @Test
  void cutsLongValuesAndLeavesNoHalfCharacter() {
    String value = "x".repeat(FailurePlace.MAX_TEXT - 2) + "😀" + "y";
    FailurePlace place = new FailurePlace("", 0, 1, "", value);
    assertThat(place.value()).isEqualTo("x".repeat(FailurePlace.MAX_TEXT - 2) + "…");
  }

  @Test
  void refusesWhatCannotBe() {
    Rule rule = column("x").atMost(1);
    assertThatThrownBy(() -> new RuleResult(rule, false, 0, 1, 2, List.of(), ""))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid result of x.atMost: 2 failures in 1 rows (must not be more)");
    List<FailurePlace> many = Collections.nCopies(RuleResult.MAX_PLACES + 1, PLACE);
    assertThatThrownBy(() -> new RuleResult(rule, false, 0, 30, 25, many, ""))
        .hasMessage("Invalid result of x.atMost: 21 places (must be at most 20)");
  }
}

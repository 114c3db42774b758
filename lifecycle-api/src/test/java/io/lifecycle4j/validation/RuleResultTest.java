package io.lifecycle4j.validation;

import static io.lifecycle4j.validation.Rules.column;
import static io.lifecycle4j.validation.Rules.rowCount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleResultTest {
  private static final Rule RULE = column("x").atMost(1);

  private static RuleResult result(
      Rule rule, double observed, long checked, long failures, String note) {
    return new RuleResult(rule, failures == 0, observed, checked, failures, List.of(), note);
  }

  @Test
  void countsTheRowsThatBreakTheRule() {
    assertThat(result(RULE, 0.75, 4, 1, "").share()).isEqualTo(0.25);
    assertThat(result(RULE, 1, 4, 0, "").share()).isZero();
    assertThat(result(RULE, Double.NaN, 0, 0, "").share()).isZero();
  }

  @Test
  void tellsWhatMustHoldAndWhatWasFound() {
    assertThat(result(RULE, 0.75, 4, 1, "")).hasToString("x is at most 1: violated in 1 of 4 rows");
    assertThat(result(RULE, 1, 4, 0, "")).hasToString("x is at most 1");
    assertThat(result(rowCount().atLeast(3), 2, 0, 0, ""))
        .hasToString("the number of rows is at least 3: it is 2");
    assertThat(result(rowCount().atLeast(3), Double.NaN, 0, 0, ""))
        .hasToString("the number of rows is at least 3");
  }

  @Test
  void addsTheNote() {
    assertThat(result(RULE, 1, 4, 0, "estimated")).hasToString("x is at most 1 (estimated)");
    assertThat(result(RULE, 0.5, 4, 2, "estimated"))
        .hasToString("x is at most 1: violated in 2 of 4 rows (estimated)");
  }

  @Test
  void refusesLessThanNoFailures() {
    assertThatThrownBy(() -> result(RULE, 1, 4, -1, ""))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid result of x.atMost: -1 failures in 4 rows (must not be more)");
  }
}

package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.monitoring.AlertHint;
import io.lifecycle4j.monitoring.AlertHint.Remedy;
import io.lifecycle4j.monitoring.Divergence;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What speaks for a broken source is said with figures, and nothing else is. */
class SourceHintsTest {
  private static Divergence.Builder divergence() {
    return Divergence.builder("amount", 1e-9, "for the test");
  }

  private static List<String> reasons(Divergence.Builder divergence) {
    List<AlertHint> hints = SourceHints.of(divergence.build());
    assertThat(hints).allMatch(hint -> hint.remedy() == Remedy.CHECK_SOURCE);
    return hints.stream().map(AlertHint::reason).toList();
  }

  private static Divergence.Builder moved(double mean, double deviation, double to, double spread) {
    return divergence().figure("mean", mean, to).figure("deviation", deviation, spread);
  }

  @Test
  void namesMissingAndUnseenValuesThatBecameMore() {
    assertThat(reasons(divergence().figure("missing", 0, 0.12)))
        .containsExactly("12.0 % of the values are missing (0.0 % before)");
    assertThat(reasons(divergence().figure("unseen", 0.01, 0.5)))
        .containsExactly("50.0 % of the texts are unseen in the reference (1.0 % before)");
    assertThat(reasons(divergence().figure("missing", 0.2, 0.25))).isEmpty();
    assertThat(reasons(divergence().figure("missing", 0.2, 0))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "100, 20, 3.937, 0.787, inches and millimetres",
    "10, 5, 10000, 5000, thousands",
    "0.5, 0.1, 50, 10, percent and shares",
    "20, 10, 68, 18, degrees Fahrenheit and Celsius",
    "68, 18, 20, 10, degrees Fahrenheit and Celsius"
  })
  void namesUnitsThatWereMixedUp(
      double mean, double deviation, double to, double spread, String units) {
    assertThat(reasons(moved(mean, deviation, to, spread)))
        .singleElement()
        .asString()
        .contains(units);
  }

  @Test
  void doesNotTakeAShiftForOtherUnits() {
    assertThat(reasons(moved(100, 20, 110, 20))).isEmpty();
    assertThat(reasons(moved(100, 20, 100, 508))).as("only the deviation").isEmpty();
    assertThat(reasons(moved(100, 20, 2540, 20))).as("only the mean").isEmpty();
  }

  @Test
  void namesAValueThatNeverChanges() {
    assertThat(reasons(moved(100, 20, 7, 0))).containsExactly("all values are 7");
    assertThat(reasons(moved(7, 0, 7, 0))).isEmpty();
  }
}

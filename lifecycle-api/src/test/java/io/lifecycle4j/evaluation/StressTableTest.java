package io.lifecycle4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.evaluation.StressResult.Figures;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StressTableTest {
  private static final StressReport REPORT =
      new StressReport(
          "rides:1",
          "rides:1/holdout",
          40,
          "roc_auc",
          0.9,
          new Interval(0.85, 0.95),
          7,
          List.of(
              unmeasured(StressTests.fgsm(0.1)),
              result(StressTests.noise(0.5), 0.87654, 0.02346),
              result(StressTests.missing("a_|b"), 0.5, 0.4),
              result(StressTests.shifted("x", 2), Double.NaN, Double.NaN)));

  private static StressResult result(StressTest test, double value, double drop) {
    Figures figures = new Figures(0.9, value, new Interval(value - 0.1, value + 0.1), drop);
    return new StressResult(test, 30, 10, Optional.of(figures), "");
  }

  private static StressResult unmeasured(StressTest test) {
    return new StressResult(test, 0, 0, Optional.empty(), "inconclusive");
  }

  @Test
  void printsTheWorstFirstAndWhatWasNotMeasuredLast() {
    assertThat(REPORT)
        .hasToString(
            """
            rides:1 on rides:1/holdout (40 rows, seed 7): roc_auc is 0.9 (0.85 to 0.95)

            | Test                       | roc_auc |    95 % interval | Clean |    Drop | Answered | Refused | Note         |
            | -------------------------- | ------: | ---------------: | ----: | ------: | -------: | ------: | ------------ |
            | x shifted by +2 deviations |     NaN |      no interval |   0.9 |     NaN |       30 |      10 |              |
            | a_|b missing               |     0.5 |       0.4 to 0.6 |   0.9 |     0.4 |       30 |      10 |              |
            | noise of 0.5 deviations    |  0.8765 | 0.7765 to 0.9765 |   0.9 | 0.02346 |       30 |      10 |              |
            | FGSM of 0.1                |         |                  |       |         |        0 |       0 | inconclusive |
            """);
    assertThat(REPORT.markdown()).contains("| a\\_\\|b missing ").contains("| roc_auc |");
  }

  @Test
  void findsTheResultOfATest() {
    assertThat(REPORT.result(StressTests.noise(0.5)).drop()).contains(0.02346);
    assertThatThrownBy(() -> REPORT.result(StressTests.noise(1)))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "Result does not exist: noise of 1 deviations (there are [x shifted by +2 deviations,"
                + " a_|b missing, noise of 0.5 deviations, FGSM of 0.1])");
  }

  @Test
  void namesTestsInWords() {
    assertThat(StressTests.all())
        .extracting(StressTest::toString)
        .contains(
            "each column missing",
            "5 % of the cells missing",
            "each column times 0.001",
            "each column unseen",
            "each column shifted by -2 deviations",
            "images cropped by 10 %",
            "images darkened by 50 %")
        .doesNotHaveDuplicates();
    assertThat(StressTests.randomSigns(0.1)).hasToString("random signs of 0.1");
    assertThat(StressTests.unseenCategory("city")).hasToString("city unseen");
  }

  @Test
  void rejectsTestsThatChangeNothingOrTooMuch() {
    assertThatThrownBy(() -> StressTests.missingAtRandom(1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid share of missing cells: 1 (must be between 0 and 1)");
    assertThatThrownBy(() -> StressTests.noise(Double.NaN))
        .hasMessage("Invalid noise: NaN deviations (must be positive and finite)");
    assertThatThrownBy(() -> StressTests.wrongUnit(1))
        .hasMessage("Invalid factor of a unit: 1 (must be finite, neither 0 nor 1)");
    assertThatThrownBy(() -> StressTests.shifted(0))
        .hasMessage("Invalid shift: 0 deviations (must be finite and not 0)");
    assertThatThrownBy(() -> StressTests.cropped(0))
        .hasMessage("Invalid share of cropped images: 0 (must be between 0 and 1)");
    assertThatThrownBy(() -> StressTests.fgsm(-0.1))
        .hasMessage("Invalid epsilon: -0.1 (must be positive and finite)");
    assertThatThrownBy(() -> new StressResult(StressTests.noise(1), -1, 0, Optional.empty(), ""))
        .hasMessage("Invalid rows of a stress test: -1 answered, 0 refused (must not be negative)");
  }
}

package io.lifecycle4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.schema.TensorSpec;
import org.junit.jupiter.api.Test;

class OutputNumbersTest {
  @Test
  void makesScoresWhoseSoftmaxIsTheProbabilities() {
    double[] row = {0.25, 0.75, 0};

    OutputNumbers.CLASS_PROBABILITIES.convert(row, row, "p");

    assertThat(Math.exp(row[0])).isCloseTo(0.25, within(1e-12));
    assertThat(Math.exp(row[1])).isCloseTo(0.75, within(1e-12));
    assertThat(row[2]).isFinite().isLessThan(-80);
  }

  @Test
  void makesScoresWhoseLogisticFunctionIsTheProbabilities() {
    double[] row = {0.25, 0.9, 0, 1};

    OutputNumbers.LABEL_PROBABILITIES.convert(row, row, "p");

    assertThat(1 / (1 + Math.exp(-row[0]))).isCloseTo(0.25, within(1e-12));
    assertThat(1 / (1 + Math.exp(-row[1]))).isCloseTo(0.9, within(1e-12));
    assertThat(row[2]).isFinite().isLessThan(-80);
    assertThat(row[3]).isFinite().isGreaterThan(80);
  }

  @Test
  void makesScoresOfTwoClassesFromTheProbabilityOfTheSecond() {
    double[] scores = new double[2];

    OutputNumbers.SECOND_CLASS_PROBABILITY.convert(new double[] {0.2}, scores, "p");

    assertThat(Math.exp(scores[0])).isCloseTo(0.8, within(1e-12));
    assertThat(Math.exp(scores[1])).isCloseTo(0.2, within(1e-12));
    assertThatThrownBy(
            () -> OutputNumbers.SECOND_CLASS_PROBABILITY.inFile(TensorSpec.float32("scores", 3)))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(
            "Cannot load ONNX file: the probability of the second class cannot become scores"
                + " float32 [-1, 3] (must be scores of two classes)");
  }

  @Test
  void leavesValuesAsTheyAre() {
    double[] row = {-3, 12.5};

    OutputNumbers.VALUES.convert(row, row, "y");

    assertThat(row).containsExactly(-3, 12.5);
  }

  @Test
  void keepsWhatIsNoNumber() {
    double[] row = {Double.NaN, 0.5};

    OutputNumbers.CLASS_PROBABILITIES.convert(row, row, "p");

    assertThat(row[0]).isNaN();
  }

  @Test
  void refusesWhatIsNoProbability() {
    assertRefused("a probability is -0.2 (must be 0 to 1)", -0.2, 1.2);
    assertRefused("a probability is 3.5 (must be 0 to 1)", 3.5, 0);
    assertRefused("probabilities add up to 0.5 (must be 1)", 0.25, 0.25);
  }

  /** Networks compute in 32 bits. */
  @Test
  void acceptsProbabilitiesThatAreOffByAThousandth() {
    double[] row = {1.001, -0.001};

    OutputNumbers.CLASS_PROBABILITIES.convert(row, row, "p");

    assertThat(row[0]).isCloseTo(0, within(0.0011));
    assertThat(row[1]).isFinite().isLessThan(-80);
    assertRefused("a probability is 1.0011 (must be 0 to 1)", 1.0011, 0);
    assertRefused("a probability is -0.0011 (must be 0 to 1)", -0.0011, 1);
  }

  private static void assertRefused(String problem, double... row) {
    assertThatThrownBy(() -> OutputNumbers.CLASS_PROBABILITIES.convert(row, row, "p"))
        .isInstanceOf(PredictionFailedException.class)
        .hasMessage(
            "Cannot run network: " + problem + "; if output p holds scores, link it by output(…)");
  }
}

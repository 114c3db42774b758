package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Regression;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScoredRowsTest {
  private static final Classification SPECIES = classification("species", "a", "b", "c");
  private static final Regression PRICE = regression("price");
  private static final Offset<Double> EXACT = within(1e-12);

  /** Softmax of logarithms gives back these probabilities. */
  private static final float[] PROBABILITIES = {
    0.5f, 0.25f, 0.25f, // a, right
    0.5f, 0.25f, 0.25f, // b, wrong
    0.25f, 0.25f, 0.5f, // c, right
    0.25f, 0.5f, 0.25f // b, right
  };

  private static final double[] CLASSES = {0, 1, 2, 1};

  @Test
  void measuresAClassifier() {
    ScoredRows scored = ScoredArrays.of(SPECIES, logarithms(PROBABILITIES), CLASSES);

    assertThat(scored.metrics())
        .containsEntry("accuracy", 0.75)
        .containsEntry("baseline_accuracy", 0.5);
    assertThat(scored.metrics().get("log_loss"))
        .isEqualTo((3 * Math.log(2) + Math.log(4)) / 4, within(1e-7));
    assertThat(scored.counted("accuracy").orElseThrow()).containsExactly(true, false, true, true);
    assertThat(scored.counted("log_loss")).isEmpty();
  }

  @Test
  void measuresARegression() {
    ScoredRows scored = ScoredArrays.of(PRICE, new float[] {1, 2, 3, 8}, new double[] {1, 4, 3, 4});

    assertThat(scored.metrics().get("rmse")).isEqualTo(Math.sqrt(5), EXACT);
    assertThat(scored.metrics().get("mae")).isEqualTo(1.5, EXACT);
    assertThat(scored.metrics().get("baseline_rmse")).isEqualTo(Math.sqrt(1.5), EXACT);
  }

  @Test
  void namesModelDataAndRowsInItsEvaluation() {
    ScoredRows scored = ScoredArrays.of(PRICE, new float[] {1, 2}, new double[] {1, 2});

    assertThat(scored.evaluation("houses:3", "sales:1/holdout"))
        .satisfies(
            evaluation -> {
              assertThat(evaluation.model()).isEqualTo("houses:3");
              assertThat(evaluation.data()).isEqualTo("sales:1/holdout");
              assertThat(evaluation.rows()).isEqualTo(2);
              assertThat(evaluation.metrics())
                  .containsEntry("rmse", 0.0)
                  .containsEntry("mae", 0.0)
                  .containsEntry("baseline_rmse", 0.5);
            });
  }

  @Test
  void measuresASelectionWithRowsTwice() {
    ScoredRows scored = ScoredArrays.of(SPECIES, logarithms(PROBABILITIES), CLASSES);

    ToDoubleFunction<String> sample = scored.measure(new int[] {1, 2, 0, 0});
    assertThat(sample.applyAsDouble("accuracy")).isEqualTo(1.0 / 3, EXACT);
    assertThat(sample.applyAsDouble("baseline_accuracy")).isEqualTo(2.0 / 3, EXACT);
    assertThat(scored.measure(new int[] {0, 2, 0, 0}).applyAsDouble("log_loss"))
        .isEqualTo(Math.log(4), within(1e-7));
  }

  @Test
  void keepsTheLossOfARuledOutClassFinite() {
    ScoredRows scored =
        ScoredArrays.of(SPECIES, new float[] {0, Float.NEGATIVE_INFINITY, -1000}, new double[] {1});

    assertThat(scored.metrics().get("log_loss")).isEqualTo(-Math.log(Math.ulp(1.0)), EXACT);
  }

  @Test
  void countsOutputsThatAreNotNumbersAsWrong() {
    float nan = Float.NaN;
    ScoredRows scored =
        ScoredArrays.of(SPECIES, new float[] {nan, nan, nan, 1, 0, nan}, new double[] {0, 0});

    assertThat(scored.metrics())
        .containsEntry("accuracy", 0.0)
        .containsEntry("log_loss", Double.NaN);
  }

  @Test
  void measuresRowsWithNumbersBesideRowsWithout() {
    float nan = Float.NaN;
    ScoredRows scored =
        ScoredArrays.of(SPECIES, new float[] {nan, nan, nan, 50, 0, 0}, new double[] {0, 0});

    assertThat(scored.metrics().keySet())
        .filteredOn(name -> !scored.find(name, new int[] {0, 1}).equals(second(name)))
        .isEmpty();
    assertThat(scored.find("ece", new int[] {0, 1}).orElseThrow()).isEqualTo(0, EXACT);
    assertThat(scored.metrics()).containsEntry("ece", Double.NaN);
  }

  /** Returns a metric of the second row alone. */
  private static OptionalDouble second(String name) {
    return ScoredArrays.of(SPECIES, new float[] {50, 0, 0}, new double[] {0}).find(name);
  }

  @Test
  void computesIntervalsAndBaselinesOnce() {
    ScoredRows scored =
        ScoredArrays.beside(
            PRICE, new float[] {1, 2}, Map.of("mean", new float[] {1.5f, 1.5f}), 1, 2);

    assertThat(scored.intervals()).containsKey("rmse").isSameAs(scored.intervals());
    assertThat(scored.baselines()).containsKey("mean").isSameAs(scored.baselines());
  }

  @Test
  void saysWhichDirectionIsWorse() {
    ScoredRows classes = ScoredArrays.of(SPECIES, logarithms(PROBABILITIES), CLASSES);
    ScoredRows numbers = ScoredArrays.of(PRICE, new float[] {1}, 1);

    assertThat(classes.worsening("accuracy", 0.8, 0.9)).isEqualTo(0.1, EXACT);
    assertThat(classes.worsening("log_loss", 0.8, 0.9)).isEqualTo(-0.1, EXACT);
    assertThat(numbers.worsening("rmse", 3, 2)).isEqualTo(1, EXACT);
    assertThat(numbers.worsening("mae", 3, 2)).isEqualTo(1, EXACT);
    assertThatThrownBy(() -> numbers.worsening("baseline_rmse", 3, 2))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "Comparison does not exist: baseline_rmse (neither greater nor smaller values are"
                + " better)");
  }

  @Test
  void refusesMetricsThatATaskDoesNotHave() {
    ScoredRows scored = ScoredArrays.of(PRICE, new float[] {1}, new double[] {1});

    assertThatThrownBy(() -> scored.counted("accuracy"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "Metric does not exist: accuracy (there are baseline_rmse, mae, mape,"
                + " median_absolute_error, r2, rmse)");
  }

  @Test
  void refusesRowsThatDoNotFit() {
    assertThatThrownBy(() -> ScoredArrays.of(PRICE, new float[0]))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid rows: 0 (needs at least 1)");
    assertThatThrownBy(() -> ScoredArrays.of(SPECIES, new float[9], 0, 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid outputs: [scores float32 [3, 3]] (must be 2 rows of [scores float32 [-1,"
                + " 3]])");
    assertThatThrownBy(() -> ScoredArrays.of(SPECIES, new float[3], new double[] {3}))
        .hasMessage("Invalid label of row 0: 3 (must be the index of one of 3 classes)");
    assertThatThrownBy(() -> ScoredArrays.of(SPECIES, new float[3], new double[] {-1}))
        .hasMessage("Invalid label of row 0: -1 (must be the index of one of 3 classes)");
    assertThatThrownBy(() -> ScoredArrays.of(PRICE, new float[1], new double[] {Float.NaN}))
        .hasMessage("Invalid label of row 0: NaN (must be a finite number)");
  }

  private static float[] logarithms(float[] probabilities) {
    float[] result = new float[probabilities.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) Math.log(probabilities[i]);
    }
    return result;
  }
}

package io.lifecycle4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.Baseline;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.schema.Baselines;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BaselineFitTest {
  private static final Task<Double> PRICE = Tasks.regression(Numbers.LABEL);
  private static final Offset<Double> EXACT = within(1e-9);
  private static final long DAY = 86_400;

  private static List<Baseline> fit(Task<?> task, double[][] rows, FittedStep... steps) {
    return BaselineFit.of(TaskCalls.training(task), List.of(steps), Numbers.examples(task, rows));
  }

  private static Baseline.Linear linear(List<Baseline> baselines, String name) {
    return baselines.stream()
        .filter(baseline -> baseline.name().equals(name))
        .map(Baseline.Linear.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void fitsMeanMedianAndLeastSquaresToNumbers() {
    List<Baseline> fitted = fit(PRICE, new double[][] {{0, 1}, {1, 3}, {2, 5}, {5, 11}});

    assertThat(fitted).extracting(Baseline::name).containsExactly("mean", "median", "linear");
    assertThat(fitted.get(0)).isEqualTo(new Baseline.Linear("mean", List.of(5.0), List.of()));
    assertThat(fitted.get(1)).isEqualTo(new Baseline.Linear("median", List.of(4.0), List.of()));
    assertThat(linear(fitted, "linear").constants().get(0)).isCloseTo(1, within(1e-6));
    assertThat(linear(fitted, "linear").weights().get(0).get(0)).isCloseTo(2, within(1e-6));
  }

  @Test
  void fitsTheSharesOfTheClasses() {
    List<Baseline> fitted =
        fit(Numbers.classes(3), new double[][] {{0, 0}, {1, 1}, {2, 1}, {3, 1}});

    assertThat(fitted).extracting(Baseline::name).containsExactly("prior", "linear");
    List<Double> prior = linear(fitted, "prior").constants();
    assertThat(prior.get(0)).isCloseTo(Math.log(0.25), EXACT);
    assertThat(prior.get(1)).isCloseTo(Math.log(0.75), EXACT);
    assertThat(prior.get(2)).as("a class without rows").isCloseTo(Math.log(1e-15), EXACT);
  }

  /** The median of an even number of rows is between the middle ones; so is every quantile. */
  @Test
  void fitsTheQuantilesOfTheLabel() {
    double[][] rows = {
      {0, 7}, {0, 3}, {0, 1}, {0, 5}, {0, 9}, {0, 2}, {0, 8}, {0, 4}, {0, 6}, {0, 10}
    };

    assertThat(fit(Tasks.quantiles(Numbers.LABEL, 0.05, 0.1, 0.5, 0.75, 0.999), rows))
        .containsExactly(
            new Baseline.Linear("quantiles", List.of(1.0, 1.5, 5.5, 8.0, 10.0), List.of()));
  }

  @Test
  void fitsQuantilesOfTheLeastPinballLoss() {
    Random random = new Random(5);
    double[][] rows =
        random.doubles(83).mapToObj(x -> new double[] {0, x * x}).toArray(double[][]::new);
    Task<?> task = Tasks.quantiles(Numbers.LABEL, 0.2, 0.9);
    List<Double> fitted = linear(fit(task, rows), "quantiles").constants();

    double least = pinball(task, rows, fitted.get(0), fitted.get(1));
    for (double off : new double[] {-0.01, 0.01}) {
      assertThat(pinball(task, rows, fitted.get(0) + off, fitted.get(1))).isGreaterThan(least);
      assertThat(pinball(task, rows, fitted.get(0), fitted.get(1) + off)).isGreaterThan(least);
    }
  }

  private static double pinball(Task<?> task, double[][] rows, double low, double high) {
    PreparedExamples examples = Numbers.examples(task, rows);
    Baseline.Linear constants = new Baseline.Linear("any", List.of(low, high), List.of());
    List<Tensor> made = List.of(examples.outputs(constants, task.outputs().get(0)));
    int[] once = new int[rows.length];
    Arrays.fill(once, 1);
    return task.score(made, examples.labels()).measure(once).applyAsDouble("pinball");
  }

  /** A task that answers a call of its own way. */
  private static Task<?> faulty(Task<?> task, String call, Object answer) {
    return (Task<?>)
        Proxy.newProxyInstance(
            Task.class.getClassLoader(),
            new Class<?>[] {Task.class},
            (proxy, method, arguments) ->
                method.getName().equals(call) ? answer : method.invoke(task, arguments));
  }

  @Test
  void refusesQuantilesOfATaskThatAreNone() {
    Task<?> task = Tasks.quantiles(Numbers.LABEL, 0.2, 0.9);
    for (List<Double> wrong : List.of(List.of(0.2), List.of(0.2, 1.1), List.of(0.2, Double.NaN))) {
      assertThatThrownBy(
              () -> fit(faulty(task, "quantiles", wrong), new double[][] {{0, 1}, {1, 2}}))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessage(
              "Training failed: quantiles of task quantiles returned "
                  + wrong
                  + " (must be a share for each of 2)");
    }
  }

  @Test
  void fitsTheLeastAndTheGreatestLabelToTheSharesZeroAndOne() {
    Task<?> task = faulty(Tasks.quantiles(Numbers.LABEL, 0.2, 0.9), "quantiles", List.of(0.0, 1.0));

    assertThat(fit(task, new double[][] {{0, 3}, {0, 1}, {0, 2}}))
        .containsExactly(new Baseline.Linear("quantiles", List.of(1.0, 3.0), List.of()));
  }

  @Test
  void refusesBaselinesThatDoNotFitTheOutputsOfATask() {
    Task<?> task = Tasks.reconstruction().withInputs(List.of(TensorSpec.float32("features", 2)));
    double[][] rows = {{0, 1, 0}, {1, 2, 0}};
    for (Baselines wrong : List.of(Baselines.CLASSES, Baselines.QUANTILES)) {
      assertThatThrownBy(() -> fit(faulty(task, "baselines", wrong), rows))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessage(
              "Training failed: baselines of task reconstruction returned "
                  + wrong
                  + ", which its outputs [reconstruction float32 [-1, 2]] and targets [inputs"
                  + " float32 [-1, 2]] do not fit");
    }
  }

  @Test
  void fitsTheShareOfEachLabel() {
    Task<?> task = Tasks.multiLabel(Numbers.LABEL);
    Baseline.Linear prior =
        linear(fit(task, new double[][] {{0, 1}, {1, 1}, {2, 1}, {3, 0}}), "prior");
    Baseline.Linear never = linear(fit(task, new double[][] {{0, 0}, {1, 0}}), "prior");

    PreparedExamples examples = Numbers.examples(task, new double[][] {{9, 1}});
    List<Tensor> shares = List.of(examples.outputs(prior, task.outputs().get(0)));
    assertThat(task.probabilities(shares, 0)[0]).isCloseTo(0.75, within(1e-6));
    assertThat(never.constants().get(0)).isCloseTo(Math.log(1e-15), EXACT);
  }

  /** A linear function of the inputs would copy them, and so be better than any network. */
  @Test
  void fitsTheMeanOfEachInputAlone() {
    Task<?> task = Tasks.reconstruction().withInputs(List.of(TensorSpec.float32("features", 2)));

    assertThat(fit(task, new double[][] {{1, 2, 0}, {3, 8, 0}}))
        .containsExactly(new Baseline.Linear("mean", List.of(2.0, 5.0), List.of()));
  }

  @Test
  void predictsWithColumnsThatDependOnEachOtherOrAreConstant() {
    Random random = new Random(7);
    double[][] rows = new double[50][];
    for (int i = 0; i < rows.length; i++) {
      double number = random.nextInt(100);
      rows[i] = new double[] {i % 2, 1 - i % 2, 1e6, number, 2 * number, 3 * (i % 2) + number};
    }
    Baseline.Linear linear = linear(fit(PRICE, rows), "linear");

    PreparedExamples examples = Numbers.examples(PRICE, rows);
    var outputs = examples.outputs(linear, PRICE.outputs().get(0));
    for (int i = 0; i < rows.length; i++) {
      assertThat(outputs.number(i)).isCloseTo(rows[i][5], within(1e-4));
    }
    assertThat(linear.weights().get(0).get(2)).as("of the constant").isZero();
  }

  @Test
  void scalesColumnsThatAreNotConstant() {
    double least = Math.nextUp(1e9); // too little beside the mean to be more than rounding
    ScaledInputs scaled =
        ScaledInputs.of(
            new double[][] {{1, 7, 0, 1e9}, {5, 7, 0, least}, {1, 7, 0, 1e9}, {5, 7, 0, least}});

    assertThat(scaled.means()).startsWith(3, 7, 0);
    assertThat(scaled.deviations()).containsExactly(2, 1, 1, 1);
    assertThat(scaled.rows()[0]).startsWith(-1, 0, 0);
    assertThat(scaled.rows()[3]).startsWith(1, 0, 0);
  }

  @Test
  void fitsTheSameEachTime() {
    Random random = new Random(3);
    double[][] rows = new double[200][3];
    for (double[] row : rows) {
      row[0] = random.nextGaussian();
      row[1] = random.nextGaussian();
      row[2] = row[0] + random.nextGaussian() > 0 ? 1 : 0;
    }
    assertThat(fit(Numbers.classes(2), rows)).isEqualTo(fit(Numbers.classes(2), rows));
    assertThat(fit(PRICE, rows)).isEqualTo(fit(PRICE, rows));
  }

  @Test
  void fitsNoLinearModelToTooManyInputsOrOutputs() {
    double[][] wide = {new double[Baseline.MAX_INPUTS + 2], new double[Baseline.MAX_INPUTS + 2]};
    double[][] less = {new double[Baseline.MAX_INPUTS + 1], new double[Baseline.MAX_INPUTS + 1]};

    assertThat(fit(PRICE, wide)).extracting(Baseline::name).containsExactly("mean", "median");
    assertThat(fit(PRICE, less)).extracting(Baseline::name).contains("linear");
    assertThat(fit(Numbers.classes(20), less)).extracting(Baseline::name).containsExactly("prior");
    double[][] most = {new double[251], new double[251]};
    assertThat(fit(Numbers.classes(20), most)).extracting(Baseline::name).contains("linear");
  }

  /** Of 2,000 rows every other one, so that a fit takes no longer than of 1,000. */
  @Test
  void fitsALinearModelOfManyScoresToRowsThatAreSelectedEvenly() {
    double[][] rows = new double[2_000][251];
    for (int row = 0; row < rows.length; row++) {
      rows[row][250] = row % 2 == 0 ? row / 2 % 20 : 0;
    }
    List<Baseline> fitted = fit(Numbers.classes(20), rows);

    List<Double> equal = linear(fitted, "linear").constants();
    assertThat(equal).containsOnly(equal.get(0));
    assertThat(linear(fitted, "prior").constants().get(0)).isGreaterThan(Math.log(0.5));
  }

  @Test
  void findsTheShortestAndTheLongestLagOfTheLabel() {
    double[][] rows = {{0, 1}, {1, 3}};
    FittedStep day = lag("yesterday", Numbers.LABEL, 1);
    FittedStep other = lag("warmth", "temp", 2);
    FittedStep week = lag("last week", Numbers.LABEL, 7);
    FittedStep days = lag("three days ago", Numbers.LABEL, 3);

    assertThat(fit(PRICE, rows, week, other, day, days))
        .contains(
            new Baseline.LastValue("last_value", "yesterday", 2),
            new Baseline.LastValue("seasonal_last_value", "last week", 2))
        .hasSize(5);
    assertThat(fit(PRICE, rows, other, day))
        .extracting(Baseline::name)
        .containsExactly("mean", "median", "linear", "last_value");
    assertThat(fit(PRICE, rows, other)).hasSize(3);
  }

  private static FittedStep lag(String column, String of, int days) {
    return new FittedStep.Lagged(column, of, days * DAY, "time", "");
  }

  @Test
  void rejectsAFunctionOfOtherInputs() {
    PreparedExamples examples = Numbers.examples(PRICE, new double[][] {{1, 2}});
    TensorSpec output = PRICE.outputs().get(0);

    assertThatThrownBy(
            () ->
                examples.outputs(
                    new Baseline.Linear("linear", List.of(1.0), List.of(List.of(1.0, 2.0))),
                    output))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid baseline linear: does not fit 1 numbers of a row and value float32 [-1, 1]");
  }
}

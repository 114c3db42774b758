package io.lifecycle4j.schema;

import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.TrainingFailedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The positive class, its threshold, and the weights of classes. */
class ClassificationTest {
  private static final Classification CHURN = classification("churn", "yes", "no");

  private record Customer(String churn) {}

  /** Scores of rows whose probabilities of the first class are these. */
  private static List<Tensor> probable(double... first) {
    Tensor scores = Tensor.allocate(CHURN.outputs().get(0), first.length);
    for (int row = 0; row < first.length; row++) {
      scores.set(2 * row, Math.log(first[row]));
      scores.set(2 * row + 1, Math.log(1 - first[row]));
    }
    return List.of(scores);
  }

  private static List<Tensor> labels(int... indexes) {
    Tensor labels = Tensor.allocate(CHURN.targets().get(0), indexes.length);
    for (int row = 0; row < indexes.length; row++) {
      labels.set(row, indexes[row]);
    }
    return List.of(labels);
  }

  private static Task<?> fitted(Classification task, String... labels) {
    Columns<Customer> customers = Columns.of(Customer.class);
    Task.Fit<String> fit = task.fit().orElseThrow();
    for (String label : labels) {
      fit.add(customers.row(new Customer(label)));
    }
    return fit.complete();
  }

  @Test
  void predictsThePositiveClassFromTheThresholdOn() {
    Classification task = CHURN.positive("yes").threshold(0.25);
    List<Tensor> outputs = probable(0.2, 0.3, 0.9);

    assertThat(task.decode(outputs, 0)).isEqualTo("no");
    assertThat(task.decode(outputs, 1)).isEqualTo("yes");
    assertThat(task.decode(outputs, 2)).isEqualTo("yes");
    assertThat(task.threshold()).hasValue(0.25);
    assertThat(task.probability(outputs, 0).orElseThrow()).isCloseTo(0.8, within(1e-6));
    assertThat(task.probability(outputs, 1).orElseThrow()).isCloseTo(0.3, within(1e-6));
    assertThat(CHURN.decode(outputs, 1)).isEqualTo("no");
    assertThat(CHURN.threshold()).isEmpty();
  }

  @Test
  void includesTheThresholdItself() {
    List<Tensor> outputs = probable(0.5, 0.4999);
    Classification half = CHURN.positive("no").threshold(0.5);

    assertThat(half.decode(outputs, 0)).isEqualTo("no");
    assertThat(CHURN.positive("no").threshold(0).decode(probable(0.999), 0)).isEqualTo("no");
    assertThat(CHURN.positive("no").threshold(1).decode(probable(0.001), 0)).isEqualTo("yes");
  }

  @Test
  void givesTheProbabilityOfEachClass() {
    assertThat(CHURN.probabilities(probable(0.5, 0.2), 1))
        .containsExactly(new double[] {0.2, 0.8}, within(1e-7));
    assertThat(Tasks.regression("x").probabilities(List.of(), 0)).isEmpty();
    assertThat(Tasks.regression("x").classes()).isEmpty();
  }

  @Test
  void choosesTheLowestThresholdOfAPrecision() {
    List<Tensor> outputs = probable(0.9, 0.8, 0.7, 0.6, 0.5, 0.4);
    List<Tensor> labels = labels(0, 0, 1, 0, 1, 1);

    Classification three = CHURN.positive("yes").thresholdAtPrecision(0.75);
    assertThat(three.adjusted(outputs, labels).threshold().orElseThrow())
        .isCloseTo(0.6, within(1e-6));
    Classification two = CHURN.positive("yes").thresholdAtPrecision(0.76);
    assertThat(two.adjusted(outputs, labels).threshold().orElseThrow())
        .isCloseTo(0.8, within(1e-6));
    assertThat(two.threshold()).isEmpty();
    assertThat(two.adjusted(outputs, labels).decision().precision()).hasValue(0.76);
    assertThat(CHURN.adjusted(outputs, labels)).isSameAs(CHURN);
  }

  @Test
  void putsEqualProbabilitiesOnOneSideOfTheThreshold() {
    List<Tensor> outputs = probable(0.5, 0.5, 0.5, 0.1);
    Classification task = CHURN.positive("yes").thresholdAtPrecision(0.9);

    assertThatThrownBy(() -> task.adjusted(outputs, labels(0, 1, 1, 1)))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(
            "No threshold predicts 'yes' with a precision of 0.9 on the 4 rows"
                + " that it is chosen on: the greatest precision is 0.3333 (ask for less, or train"
                + " a better network)");
  }

  @Test
  void needsAPositiveClassOfTwo() {
    assertThatThrownBy(() -> CHURN.positive("maybe"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid positive class: 'maybe' (must be one of the classes [yes, no], in the same"
                + " case)");
    assertThatThrownBy(() -> classification("pet", "cat", "dog", "eel").positive("cat"))
        .hasMessage(
            "Invalid positive class: 'cat' of [cat, dog, eel] (needs two classes; without it, name a"
                + " class in metrics, such as recall[cat])");
    assertThatThrownBy(() -> CHURN.positive(""))
        .hasMessage("Invalid positive class: '' (must not be empty)");
    Classification open = classification("churn").positive("yes");
    assertThatThrownBy(() -> fitted(open, "yes", "no", "maybe"))
        .hasMessage(
            "Invalid positive class: 'yes' of [maybe, no, yes] (needs two classes; without it, name"
                + " a class in metrics, such as recall[yes])");
    assertThatThrownBy(() -> fitted(open, "true", "false"))
        .hasMessage(
            "Invalid positive class: 'yes' (must be one of the classes [false, true], in the same"
                + " case)");
  }

  @Test
  void refusesAThresholdWithoutAPositiveClass() {
    assertThatThrownBy(() -> CHURN.threshold(0.3))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid threshold: without a positive class (call positive(…) first)");
    assertThatThrownBy(() -> CHURN.thresholdAtPrecision(0.9))
        .hasMessage("Invalid threshold: without a positive class (call positive(…) first)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void refusesANumberThatIsNoShare(double number) {
    Classification task = CHURN.positive("yes");
    assertThatThrownBy(() -> task.threshold(number))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid threshold: " + number + " (must be 0 to 1)");
    assertThatThrownBy(() -> task.thresholdAtPrecision(number))
        .hasMessage("Invalid precision: " + number + " (must be above 0, at most 1)");
    assertThatThrownBy(() -> task.labelSmoothing(number))
        .hasMessage("Invalid label smoothing: " + number + " (must be above 0, less than 1)");
  }

  @Test
  void refusesAPartThatIsSetTwice() {
    assertThatThrownBy(() -> CHURN.positive("yes").positive("no"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid classification: positive class set twice");
    Classification decided = CHURN.positive("yes").threshold(0.3);
    assertThatThrownBy(() -> decided.threshold(0.3))
        .hasMessage("Invalid classification: threshold set twice");
    assertThatThrownBy(() -> decided.thresholdAtPrecision(0.3))
        .hasMessage("Invalid classification: threshold set twice");
    Classification weighted = CHURN.classWeights(Map.of("yes", 2.0));
    assertThatThrownBy(weighted::balancedClassWeights)
        .hasMessage("Invalid classification: class weights set twice");
    assertThatThrownBy(() -> CHURN.balancedClassWeights().classWeights(Map.of("yes", 2.0)))
        .hasMessage("Invalid classification: class weights set twice");
    assertThatThrownBy(() -> weighted.labelSmoothing(0.1).labelSmoothing(0.1))
        .hasMessage("Invalid classification: label smoothing set twice");
  }

  @Test
  void keepsEveryPartWhenAnotherIsSet() {
    Classification one =
        CHURN.labelSmoothing(0.1).classWeights(Map.of("yes", 5.0)).positive("yes").threshold(0.3);
    Classification other =
        CHURN.positive("yes").threshold(0.3).classWeights(Map.of("yes", 5.0)).labelSmoothing(0.1);

    assertThat(one)
        .isEqualTo(other)
        .isEqualTo(
            new Classification(
                "churn",
                List.of("yes", "no"),
                new ClassDecision(
                    Optional.of("yes"), OptionalDouble.of(0.3), OptionalDouble.empty()),
                new ClassWeighting(false, Map.of("yes", 5.0)),
                OptionalDouble.of(0.1)));
    assertThat(CHURN.balancedClassWeights().labelSmoothing(0.1).weighting().balanced()).isTrue();
  }

  @Test
  void refusesWeightsThatCannotWeigh() {
    assertThatThrownBy(() -> CHURN.classWeights(Map.of("maybe", 2.0)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid class weight: of 'maybe' (must be one of the classes [yes, no])");
    assertThatThrownBy(() -> CHURN.classWeights(Map.of("yes", 0.0)))
        .hasMessage("Invalid class weight: 0 of 'yes' (must be above 0, and finite)");
    assertThatThrownBy(() -> CHURN.classWeights(Map.of("yes", Double.POSITIVE_INFINITY)))
        .hasMessage("Invalid class weight: Infinity of 'yes' (must be above 0, and finite)");
    assertThatThrownBy(() -> CHURN.classWeights(Map.of()))
        .hasMessage("Invalid class weights: none (needs at least 1)");
    assertThatThrownBy(() -> classification("churn").classWeights(Map.of("n".repeat(1_001), 2.0)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid class weight: of '%s' (must have at most 1000 characters, has 1001)",
            "n".repeat(60));
    Classification open = classification("churn").classWeights(Map.of("maybe", 2.0));
    assertThatThrownBy(() -> fitted(open, "yes", "no"))
        .hasMessage("Invalid class weight: of 'maybe' (must be one of the classes [no, yes])");
  }

  @Test
  void balancesTheClassesOfTrainingRows() {
    Classification open = classification("churn").positive("yes").balancedClassWeights();
    assertThat(open.loss()).isEmpty();
    assertThat(CHURN.balancedClassWeights().loss()).isEmpty();

    Classification fitted = (Classification) fitted(open, "yes", "no", "no", "no");

    assertThat(fitted.weighting().weights()).containsEntry("yes", 2.0).containsEntry("no", 4 / 6.0);
    assertThat(fitted.decision()).isEqualTo(open.decision());
    assertThat(fitted.fit()).isEmpty();
    assertThat(fitted.loss()).isPresent();
    assertThatThrownBy(() -> fitted(CHURN.balancedClassWeights(), "yes", "yes"))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Cannot balance the class weights: no training row has the class 'no' (add some, or do"
                + " not declare it)");
  }

  @Test
  void multipliesTheLossOfARowByTheWeightOfItsClass() {
    Classification weighted = CHURN.classWeights(Map.of("yes", 5.0));
    List<Tensor> outputs = probable(0.5, 0.5);
    List<Tensor> gradient = Tensor.allocate(CHURN.outputs(), 2);

    double[] losses = weighted.loss().orElseThrow().differentiate(outputs, labels(0, 1), gradient);

    assertThat(losses[0]).isCloseTo(5 * Math.log(2), within(1e-6));
    assertThat(losses[1]).isCloseTo(Math.log(2), within(1e-6));
    assertThat(gradient.get(0).number(0)).isCloseTo(-2.5, within(1e-6));
    assertThat(gradient.get(0).number(3)).isCloseTo(-0.5, within(1e-6));
  }

  @Test
  void refusesRowsWithoutTheClassThatMatters() {
    Classification task = CHURN.positive("yes");
    assertThatThrownBy(() -> CHURN.checkTargets(labels(1, 1), labels(0, 1)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Invalid label column churn: every row that the trainer receives has the class 'no'"
                + " (add rows of another class)");
    Classification chosen = task.thresholdAtPrecision(0.9);
    assertThatThrownBy(() -> chosen.checkTargets(labels(0, 1), labels(1, 1)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Invalid label column churn: no row for the choice of the threshold has the class 'yes'"
                + " (add validation rows of it, or split with stratified(\"churn\"))");
    task.checkTargets(labels(0, 1), labels(1));
    task.threshold(0.3).checkTargets(labels(0, 1), labels());
    CHURN.checkTargets(labels(), labels());
  }
}

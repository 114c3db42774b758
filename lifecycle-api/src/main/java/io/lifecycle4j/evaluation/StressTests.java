package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import java.util.Optional;

/** Creates stress tests: {@code missing("age")}, {@code noise(0.5)}, {@code fgsm(0.1)}. */
public final class StressTests {
  private StressTests() {}

  /**
   * Returns the tests of a report for which none are chosen: each column missing; 5, 10, 20 and 50
   * % of the cells missing; noise of 0.1, 0.5 and 1 deviations; each column in a unit that is wrong
   * by 1,000, in both directions; each text unseen; each column shifted by 1 and 2 deviations, up
   * and down; images cropped by 10 and 20 %, and darkened by 25 and 50 %; FGSM of 0.1.
   *
   * @return the tests; of these, a report leaves out those that the inputs have no columns for
   */
  public static List<StressTest> all() {
    return List.of(
        missing(),
        missingAtRandom(0.05),
        missingAtRandom(0.1),
        missingAtRandom(0.2),
        missingAtRandom(0.5),
        noise(0.1),
        noise(0.5),
        noise(1),
        wrongUnit(1_000),
        wrongUnit(0.001),
        unseenCategory(),
        shifted(1),
        shifted(-1),
        shifted(2),
        shifted(-2),
        cropped(0.1),
        cropped(0.2),
        darkened(0.25),
        darkened(0.5),
        fgsm(0.1));
  }

  /**
   * Leaves out the cells of each column in turn.
   *
   * @return the test
   */
  public static StressTest missing() {
    return new StressTest.Missing(Optional.empty());
  }

  /**
   * Leaves out the cells of a column.
   *
   * @param column the name of the input column
   * @return the test
   */
  public static StressTest missing(String column) {
    return new StressTest.Missing(named(column));
  }

  /**
   * Leaves out cells at random.
   *
   * @param share the probability that a cell is missing, above 0 and below 1
   * @return the test
   */
  public static StressTest missingAtRandom(double share) {
    return new StressTest.MissingAtRandom(share);
  }

  /**
   * Adds noise to all numbers at once.
   *
   * @param deviations the deviation of the noise, in deviations of each column; positive
   * @return the test
   */
  public static StressTest noise(double deviations) {
    return new StressTest.Noise(deviations);
  }

  /**
   * Multiplies each column of numbers in turn, as if its unit were wrong.
   *
   * @param factor such as 1,000; finite, neither 0 nor 1
   * @return the test
   */
  public static StressTest wrongUnit(double factor) {
    return new StressTest.WrongUnit(Optional.empty(), factor);
  }

  /**
   * Multiplies a column of numbers, as if its unit were wrong.
   *
   * @param column the name of the input column
   * @param factor such as 1,000; finite, neither 0 nor 1
   * @return the test
   */
  public static StressTest wrongUnit(String column, double factor) {
    return new StressTest.WrongUnit(named(column), factor);
  }

  /**
   * Replaces each column of texts in turn by a text that no row has.
   *
   * @return the test
   */
  public static StressTest unseenCategory() {
    return new StressTest.UnseenCategory(Optional.empty());
  }

  /**
   * Replaces a column of texts by a text that no row has.
   *
   * @param column the name of the input column
   * @return the test
   */
  public static StressTest unseenCategory(String column) {
    return new StressTest.UnseenCategory(named(column));
  }

  /**
   * Shifts each column of numbers in turn.
   *
   * @param deviations how far, in deviations of the column; finite, negative for down, not 0
   * @return the test
   */
  public static StressTest shifted(double deviations) {
    return new StressTest.Shifted(Optional.empty(), deviations);
  }

  /**
   * Shifts a column of numbers.
   *
   * @param column the name of the input column
   * @param deviations how far, in deviations of the column; finite, negative for down, not 0
   * @return the test
   */
  public static StressTest shifted(String column, double deviations) {
    return new StressTest.Shifted(named(column), deviations);
  }

  /**
   * Takes the border off images.
   *
   * @param share how much of the height and of the width is lost, above 0 and below 1
   * @return the test
   */
  public static StressTest cropped(double share) {
    return new StressTest.Cropped(share);
  }

  /**
   * Darkens images.
   *
   * @param share how much of the light is lost, above 0 and below 1
   * @return the test
   */
  public static StressTest darkened(double share) {
    return new StressTest.Darkened(share);
  }

  /**
   * Moves all prepared numbers against the model, by its gradients.
   *
   * @param epsilon how far, in units of the prepared numbers; positive
   * @return the test, which has {@link #randomSigns} as a control
   */
  public static StressTest fgsm(double epsilon) {
    return new StressTest.Fgsm(epsilon);
  }

  /**
   * Moves all prepared numbers at random.
   *
   * @param epsilon how far, in units of the prepared numbers; positive
   * @return the test
   */
  public static StressTest randomSigns(double epsilon) {
    return new StressTest.RandomSigns(epsilon);
  }

  private static Optional<String> named(String column) {
    return Optional.of(required(column, "column"));
  }
}

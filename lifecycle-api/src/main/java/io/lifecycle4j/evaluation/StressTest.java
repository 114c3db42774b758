package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.number;
import static io.lifecycle4j.error.Preconditions.required;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/**
 * A way in which the inputs of a model go wrong. {@link StressTests} creates tests.
 *
 * <p>A test of one column without a name stands for each column in turn: a report has a result for
 * each. Deviations are those of the drift reference of the version, rows of its training data that
 * it did not learn from. Tests may be added: a switch needs a default branch.
 */
public sealed interface StressTest {
  /**
   * Returns the column that is changed.
   *
   * @return the name; empty if each column is changed in turn, or several at once
   */
  default Optional<String> column() {
    return Optional.empty();
  }

  /**
   * The cells of a column are missing: numbers are NaN, texts are empty. Tensors have no missing
   * cells.
   *
   * @param column the column; empty for each in turn
   */
  record Missing(Optional<String> column) implements StressTest {
    /** Checks the column. */
    public Missing {
      required(column, "column");
    }

    @Override
    public String toString() {
      return named(column) + " missing";
    }
  }

  /**
   * Each cell but tensors is missing with the same probability, independently of the others.
   *
   * @param share the probability, above 0 and below 1
   */
  record MissingAtRandom(double share) implements StressTest {
    /** Checks the share. */
    public MissingAtRandom {
      checkShare("missing cells", share);
    }

    @Override
    public String toString() {
      return percent(share) + " of the cells missing";
    }
  }

  /**
   * Each number, those of tensors included, has normally distributed noise added. Whole numbers
   * stay whole; times and truth values are not changed.
   *
   * @param deviations the deviation of the noise, in deviations of the column; positive
   */
  record Noise(double deviations) implements StressTest {
    /** Checks the deviations. */
    public Noise {
      check(
          deviations > 0 && Double.isFinite(deviations),
          "Invalid noise: %s deviations (must be positive and finite)",
          deviations);
    }

    @Override
    public String toString() {
      return "noise of " + number(deviations) + " deviations";
    }
  }

  /**
   * The numbers of a column are in another unit. Times, truth values and tensors are not changed.
   *
   * @param column the column; empty for each in turn
   * @param factor what each number is multiplied by, such as 1,000; finite, neither 0 nor 1
   */
  record WrongUnit(Optional<String> column, double factor) implements StressTest {
    /** Checks the parts. */
    public WrongUnit {
      required(column, "column");
      check(
          factor != 0 && factor != 1 && Double.isFinite(factor),
          "Invalid factor of a unit: %s (must be finite, neither 0 nor 1)",
          factor);
    }

    @Override
    public String toString() {
      return named(column) + " times " + number(factor);
    }
  }

  /**
   * The texts of a column are one that no row has.
   *
   * @param column the column; empty for each in turn
   */
  record UnseenCategory(Optional<String> column) implements StressTest {
    /** Checks the column. */
    public UnseenCategory {
      required(column, "column");
    }

    @Override
    public String toString() {
      return named(column) + " unseen";
    }
  }

  /**
   * The numbers of a column, or of a tensor, are shifted. Whole numbers stay whole; times and truth
   * values are not changed.
   *
   * @param column the column; empty for each in turn
   * @param deviations how far, in deviations of the column; finite, negative for down, not 0
   */
  record Shifted(Optional<String> column, double deviations) implements StressTest {
    /** Checks the parts. */
    public Shifted {
      required(column, "column");
      check(
          deviations != 0 && Double.isFinite(deviations),
          "Invalid shift: %s deviations (must be finite and not 0)",
          deviations);
    }

    @Override
    public String toString() {
      String by = deviations > 0 ? "+" + number(deviations) : number(deviations);
      return named(column) + " shifted by " + by + " deviations";
    }
  }

  /**
   * Images lack their border: the middle is enlarged to the whole image. Images are tensors of the
   * shape {@code [1 or 3, height, width]}.
   *
   * @param share how much of the height and of the width is lost, above 0 and below 1
   */
  record Cropped(double share) implements StressTest {
    /** Checks the share. */
    public Cropped {
      checkShare("cropped images", share);
    }

    @Override
    public String toString() {
      return "images cropped by " + percent(share);
    }
  }

  /**
   * Images are darker: each number is multiplied by 1 − share.
   *
   * @param share how much of the light is lost, above 0 and below 1
   */
  record Darkened(double share) implements StressTest {
    /** Checks the share. */
    public Darkened {
      checkShare("darkened images", share);
    }

    @Override
    public String toString() {
      return "images darkened by " + percent(share);
    }
  }

  /**
   * Each prepared number moves by {@code epsilon} in the direction in which the loss of its row
   * increases: the fast gradient sign method (Goodfellow, Shlens and Szegedy 2015). A number whose
   * gradient is 0 stays. Nothing keeps the numbers in a range. It needs gradients of the engine; a
   * report also has {@link RandomSigns} of the same size, as a control.
   *
   * @param epsilon how far, in units of the prepared numbers; positive
   */
  record Fgsm(double epsilon) implements StressTest {
    /** Checks the step. */
    public Fgsm {
      checkEpsilon(epsilon);
    }

    @Override
    public String toString() {
      return "FGSM of " + number(epsilon);
    }
  }

  /**
   * Each prepared number moves by {@code epsilon}, up or down at random.
   *
   * @param epsilon how far, in units of the prepared numbers; positive
   */
  record RandomSigns(double epsilon) implements StressTest {
    /** Checks the step. */
    public RandomSigns {
      checkEpsilon(epsilon);
    }

    @Override
    public String toString() {
      return "random signs of " + number(epsilon);
    }
  }

  private static void checkShare(String what, double share) {
    check(share > 0 && share < 1, "Invalid share of %s: %s (must be between 0 and 1)", what, share);
  }

  private static void checkEpsilon(double epsilon) {
    check(
        epsilon > 0 && Double.isFinite(epsilon),
        "Invalid epsilon: %s (must be positive and finite)",
        epsilon);
  }

  private static String named(Optional<String> column) {
    return column.orElse("each column");
  }

  private static String percent(double share) {
    BigDecimal percent = BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros();
    return String.format(Locale.ROOT, "%s %%", percent.toPlainString());
  }
}

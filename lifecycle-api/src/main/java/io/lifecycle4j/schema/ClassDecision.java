package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.TrainingFailedException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How the positive one of two classes is predicted; {@link Classification} makes it.
 *
 * @param positive the name of the positive class
 * @param threshold the least probability for which it is predicted; null if the greatest score
 *     decides, or until training chooses it
 * @param precision the precision at which training chooses the threshold; null if it does not
 */
public record ClassDecision(
    String positive, @Nullable Double threshold, @Nullable Double precision) {
  /** Checks the parts. */
  public ClassDecision {
    required(positive, "positive class");
    check(!positive.isEmpty(), "Invalid positive class: '' (must not be empty)");
    check(
        threshold == null || (threshold >= 0 && threshold <= 1),
        "Invalid threshold: %s (must be 0 to 1)",
        threshold);
    check(
        precision == null || (precision > 0 && precision <= 1),
        "Invalid precision: %s (must be above 0, at most 1)",
        precision);
  }

  void checkFits(List<String> classes) {
    check(
        classes.size() == 2 && classes.contains(positive),
        "Invalid positive class: '%s' of %s (must be one of two)",
        positive,
        classes);
  }

  /** Returns whether training chooses the threshold, and has not yet. */
  boolean isOpen() {
    return precision != null && threshold == null;
  }

  /**
   * Chooses the lowest threshold whose precision suffices, among the probabilities of rows. As the
   * recall only grows while the threshold falls, it is greatest there.
   *
   * @param probabilities the probability of the positive class for each row
   * @param own whether each row has that class
   */
  ClassDecision choose(double[] probabilities, boolean[] own) {
    int[] falling =
        IntStream.range(0, own.length)
            .boxed()
            .sorted(Comparator.comparingDouble(row -> -probabilities[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    double least = precision == null ? 0 : precision;
    double greatest = 0;
    double chosen = Double.NaN;
    int hits = 0;
    for (int i = 0; i < falling.length; i++) {
      double probability = probabilities[falling[i]];
      hits += own[falling[i]] ? 1 : 0;
      boolean last = i + 1 == falling.length || probabilities[falling[i + 1]] < probability;
      if (last && hits > 0) { // Equal probabilities are on the same side of every threshold.
        double share = (double) hits / (i + 1);
        greatest = Math.max(greatest, share);
        chosen = share >= least ? probability : chosen;
      }
    }
    if (Double.isNaN(chosen)) {
      throw new TrainingFailedException(
          String.format(
              Locale.ROOT,
              "Training failed: no threshold predicts '%s' with a precision of %s on the %d rows"
                  + " that it is chosen on: the greatest precision is %.4f (ask for less, or train"
                  + " a better network)",
              positive,
              least,
              own.length,
              greatest));
    }
    return new ClassDecision(positive, chosen, precision);
  }
}

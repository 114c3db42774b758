package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.TrainingFailedException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * How the positive one of two classes is predicted; {@link Classification} makes it.
 *
 * @param positive the name of the positive class; if empty, metrics of one class refer to the
 *     second of two
 * @param threshold the least probability for which it is predicted; empty if the greatest score
 *     decides, or until training chooses it
 * @param precision the precision at which training chooses the threshold; empty if it does not
 */
public record ClassDecision(
    Optional<String> positive, OptionalDouble threshold, OptionalDouble precision) {
  /** The greatest score decides, and no class is positive. */
  public static final ClassDecision NONE =
      new ClassDecision(Optional.empty(), OptionalDouble.empty(), OptionalDouble.empty());

  /** Checks the parts. */
  public ClassDecision {
    required(positive, "positive class");
    check(
        positive.isEmpty() || !positive.get().isEmpty(),
        "Invalid positive class: '' (must not be empty)");
    double least = required(threshold, "threshold").orElse(0);
    check(least >= 0 && least <= 1, "Invalid threshold: %s (must be 0 to 1)", least);
    double share = required(precision, "precision").orElse(1);
    check(share > 0 && share <= 1, "Invalid precision: %s (must be above 0, at most 1)", share);
    check(
        positive.isPresent() || (threshold.isEmpty() && precision.isEmpty()),
        "Invalid threshold: without a positive class (call positive(…) first)");
  }

  /** Adds the parts that are set, such as {@code positive yes} and {@code threshold 0.3}. */
  void addTo(StringJoiner parts) {
    positive.ifPresent(name -> parts.add("positive " + name));
    threshold.ifPresent(least -> parts.add("threshold " + least));
    precision.ifPresent(share -> parts.add("threshold chosen at a precision of " + share));
  }

  void checkFits(List<String> classes) {
    check(
        positive.isEmpty() || classes.size() == 2,
        "Invalid positive class: '%s' of %s (needs two classes; without it, name a class in"
            + " metrics, such as recall[%s])",
        positive.orElse(""),
        classes,
        positive.orElse(""));
    check(
        positive.isEmpty() || classes.contains(positive.get()),
        "Invalid positive class: '%s' (must be one of the classes %s, in the same case)",
        positive.orElse(""),
        classes);
  }

  /** Returns the index of the class that metrics of one class refer to, of two. */
  int positive(List<String> classes) {
    return positive.map(classes::indexOf).orElse(1);
  }

  /** Returns whether training chooses the threshold, and has not yet. */
  boolean isOpen() {
    return precision.isPresent() && threshold.isEmpty();
  }

  ClassDecision with(OptionalDouble least, OptionalDouble share) {
    checkUnset(threshold.isPresent() || precision.isPresent(), "classification", "threshold");
    return new ClassDecision(positive, least, share);
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
    double least = precision.orElse(0);
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
              "No threshold predicts '%s' with a precision of %s on the %d rows"
                  + " that it is chosen on: the greatest precision is %.4f (ask for less, or train"
                  + " a better network)",
              positive.orElse(""),
              least,
              own.length,
              greatest));
    }
    return new ClassDecision(positive, OptionalDouble.of(chosen), precision);
  }
}

package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * A look at a holdout: somebody evaluated a version on held-out rows. It was recorded before the
 * rows were read for it.
 *
 * @param time when
 * @param actor who: a person, or the user of the process
 * @param reason what for, such as {@code promote: Newer data}
 * @param model the name of the model
 * @param version the number of the version that was evaluated; its manifest names the run
 * @param rival the version in production, if both were to be compared
 * @param used the rows
 */
public record HoldoutLook(
    Instant time,
    String actor,
    String reason,
    String model,
    int version,
    OptionalInt rival,
    UsedRows used) {
  /** Checks the parts. */
  public HoldoutLook {
    required(time, "time");
    checkName("actor", actor);
    required(reason, "reason");
    checkName("model", model);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
    required(rival, "rival");
    required(used, "rows");
  }

  /**
   * The held-out rows of a look, and what it spent of them.
   *
   * @param rows where they are from
   * @param count how many there are
   * @param fresh on how many of them no other version of the model was evaluated before; one that
   *     was evaluated alone and is the rival of this look does not count
   * @param spent the chance of a false promotion
   */
  public record UsedRows(EvaluatedRows rows, long count, long fresh, Spent spent) {
    /** Checks the parts. */
    public UsedRows {
      required(rows, "rows");
      required(spent, "what was spent");
      check(
          count >= 0 && fresh >= 0 && fresh <= count,
          "Invalid look at a holdout: %s fresh rows of %s",
          fresh,
          count);
    }
  }

  /**
   * The chance of a false promotion that a look spent, and what it left. Each look at an equal
   * holdout gets less: of 0.05, the k-th version gets 6/(π²k²), so that all together promote any
   * version falsely with a chance of at most 0.05, however many they are (an alpha-spending rule:
   * Foster and Stine, Journal of the Royal Statistical Society B 70 (2008), 429-444). Each row
   * counts for itself, so that fresh rows refill the chance. A look gets no more than half of what
   * the promise of the model leaves.
   *
   * @param level the chance that a comparison with the version in production passes falsely in this
   *     look; 0 if nothing was compared, or a version with itself. To compare the same two versions
   *     by the same gates on the same rows again has the same level, and spends nothing; by other
   *     gates, it counts as another version.
   * @param holdoutLeft the chance that is left to further versions on the same rows, at most 0.05
   * @param promiseLeft how many false promotions the promise leaves to further looks at this moment
   */
  public record Spent(double level, double holdoutLeft, double promiseLeft) {
    /** Checks the parts. */
    public Spent {
      check(
          level >= 0 && level <= 1 && holdoutLeft >= 0 && promiseLeft >= 0,
          "Invalid look at a holdout: level %s, left %s and %s (must not be negative)",
          level,
          holdoutLeft,
          promiseLeft);
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %s:%s on %s/holdout (%s, %s fresh%s) by %s to %s",
        time.truncatedTo(ChronoUnit.SECONDS),
        model,
        version,
        used.rows().data(),
        counted(used.count(), "row"),
        used.fresh(),
        used.spent().level() > 0
            ? String.format(Locale.ROOT, ", level %.2g", used.spent().level())
            : "",
        actor,
        reason);
  }
}

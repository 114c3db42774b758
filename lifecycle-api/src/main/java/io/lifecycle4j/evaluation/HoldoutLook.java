package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
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
   * The held-out rows of a look, and who was evaluated on them before.
   *
   * @param rows where they are from
   * @param count how many there are
   * @param fresh on how many of them no other version of the model was evaluated before
   * @param versions how many other versions of the model were evaluated on them before; one that
   *     was evaluated on a share of the rows counts as that share
   */
  public record UsedRows(EvaluatedRows rows, long count, long fresh, double versions) {
    /** Checks the parts. */
    public UsedRows {
      required(rows, "rows");
      check(
          count >= 0 && fresh >= 0 && fresh <= count,
          "Invalid look at a holdout: %s fresh rows of %s",
          fresh,
          count);
      check(
          versions >= 0, "Invalid look at a holdout: %s versions (must not be negative)", versions);
    }
  }

  @Override
  public String toString() {
    return String.format(
        "%s: %s:%s on %s/holdout (%s, %s fresh) by %s: %s",
        time,
        model,
        version,
        used.rows().data(),
        counted(used.count(), "row"),
        used.fresh(),
        actor,
        reason);
  }
}

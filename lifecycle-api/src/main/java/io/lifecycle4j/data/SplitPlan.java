package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.required;

/**
 * Says which row is for training, validation and holdout.
 *
 * <p>A row's role depends on its own cells and the seed alone: it stays when rows are added, and
 * equal rows have equal roles. More plans may come: a switch needs a default branch.
 */
public sealed interface SplitPlan {
  /**
   * Splits by a seeded hash of the row.
   *
   * @param seed chooses among the splits
   * @param train the share for training, 0 to 1
   * @param validation the share for validation, 0 to 1
   * @param holdout the share held out, 0 to 1
   */
  record ByHash(long seed, double train, double validation, double holdout) implements SplitPlan {
    /** Checks the shares. */
    public ByHash {
      check(
          train > 0 && validation >= 0 && holdout >= 0,
          "Invalid split: train %s, validation %s, holdout %s (train must be positive, none negative)",
          train,
          validation,
          holdout);
      check(
          Math.abs(train + validation + holdout - 1) < 1e-9,
          "Invalid split: train %s + validation %s + holdout %s (must sum to 1)",
          train,
          validation,
          holdout);
    }
  }

  /**
   * Splits by a column that says it, as published data sets do.
   *
   * @param column the column, a text
   * @param train its value for rows to train on
   * @param holdout its value for rows held out
   * @param share the share of the training rows that is used at all, by a seeded hash
   * @param validation the share of the used rows that is kept for validation, by a seeded hash
   * @param seed chooses the used and the validation rows
   */
  record ByColumn(
      String column, String train, String holdout, double share, double validation, long seed)
      implements SplitPlan {
    /** Checks the parts. */
    public ByColumn {
      checkName("column", column);
      required(train, "value for training");
      required(holdout, "value for holdout");
      check(
          !train.equals(holdout),
          "Invalid split: '%s' for training and for holdout (must differ)",
          train);
      check(share > 0 && share <= 1, "Invalid split: share %s (must be above 0, at most 1)", share);
      check(
          validation >= 0 && validation < 1,
          "Invalid split: validation %s (must be at least 0 and below 1)",
          validation);
    }
  }
}

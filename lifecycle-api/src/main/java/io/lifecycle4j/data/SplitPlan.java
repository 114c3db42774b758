package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which rows are for training, validation and holdout. {@link Splits} creates plans.
 *
 * <p>The role of a row depends only on its own cells and the plan: it does not change when rows are
 * added, and equal rows have the same role. {@link ByTimeShares} and a {@link Stratified} plan
 * without cuts first read all rows to find their cuts. {@link Split#plan} returns the plan with the
 * cuts; when a later version is split by that plan, old rows keep their roles.
 *
 * <p>Plans may be added: a switch needs a default branch.
 */
public sealed interface SplitPlan {
  /**
   * Makes a share of the training rows {@link SplitRole#GOLDEN}, by a seeded hash of the cells that
   * the plan hashes. Default: none.
   *
   * @param share 0 or more, below 1
   * @return a plan
   */
  default SplitPlan golden(double share) {
    Refined refined = Refined.of(this);
    return new Refined(refined.base(), share, refined.duplicates());
  }

  /**
   * Sets how a row is handled that equals a row of another role in every column except the one that
   * names the role. Default: {@link DuplicateRows#DROP} for {@link ByColumn} and {@link ByRole},
   * {@link DuplicateRows#KEEP} for every other plan, where equal rows have the same role. Rows of a
   * materialised version keep their roles only with a {@link ByRole}.
   *
   * @param policy how such a row is handled
   * @return a plan
   */
  default SplitPlan duplicates(DuplicateRows policy) {
    Refined refined = Refined.of(this);
    return new Refined(refined.base(), refined.golden(), policy);
  }

  private static void checkShares(double train, double validation, double holdout) {
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

  /**
   * Splits by a seeded hash of the row.
   *
   * @param seed the seed, which selects one of many possible splits
   * @param train the share for training, above 0, at most 1
   * @param validation the share for validation, 0 to 1
   * @param holdout the share for holdout, 0 to 1
   */
  record ByHash(long seed, double train, double validation, double holdout) implements SplitPlan {
    /** Checks the shares. */
    public ByHash {
      checkShares(train, validation, holdout);
    }
  }

  /**
   * Splits by a seeded hash of some columns: rows with the same key or of the same group have the
   * same role. The shares are shares of the keys, not of the rows.
   *
   * @param columns the columns of the key, in the order in which they are hashed
   * @param seed the seed, which selects one of many possible splits
   * @param train the share for training, above 0, at most 1
   * @param validation the share for validation, 0 to 1
   * @param holdout the share for holdout, 0 to 1
   */
  record ByKey(List<String> columns, long seed, double train, double validation, double holdout)
      implements SplitPlan {
    /** Checks the parts. */
    public ByKey {
      columns = copy(columns, "columns of the key");
      check(!columns.isEmpty(), "Invalid split: a key without columns (needs at least 1)");
      Set<String> names = new HashSet<>();
      for (String column : columns) {
        checkName("column", column);
        check(names.add(column), "Invalid split: column %s twice in the key", column);
      }
      checkShares(train, validation, holdout);
    }
  }

  /**
   * Splits by a column that names the part, as published datasets have it. A row that equals a
   * holdout row in every other column has no role, unless {@link SplitPlan#duplicates} is set.
   *
   * @param column the column, a text
   * @param train the value of the column in training rows
   * @param holdout the value of the column in holdout rows
   * @param share the share of the training rows that is used, chosen by a seeded hash
   * @param validation the share of the used rows that is for validation, chosen by a seeded hash
   * @param seed the seed that chooses the used and the validation rows
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

  /**
   * Splits by a column that contains the role of each row, as assigned by another plan. A row whose
   * text is not the name of a {@link SplitRole} has no role; nor has a row that {@link
   * DuplicateRows#DROP} drops, unless {@link SplitPlan#duplicates} is set.
   *
   * @param column the column, a text
   */
  record ByRole(String column) implements SplitPlan {
    /** Checks the name. */
    public ByRole {
      checkName("column", column);
    }
  }

  /**
   * Splits by time: the earliest rows are for training, the latest for holdout.
   *
   * <p>Times are compared in milliseconds; a text is an ISO date or time, in UTC unless it has an
   * offset. A row without a time gets no role.
   *
   * @param column the column, a time, a number or a text
   * @param validationFrom the first time for validation, as an ISO date or time or as a number;
   *     empty for no validation
   * @param holdoutFrom the first time for holdout; empty for no holdout
   */
  record ByTime(String column, Optional<String> validationFrom, Optional<String> holdoutFrom)
      implements SplitPlan {
    /** Checks the parts. Whether the cuts fit the column is checked when the column is known. */
    public ByTime {
      checkName("column", column);
      required(validationFrom, "first time for validation");
      required(holdoutFrom, "first time held out");
    }

    /** Contains only the cuts that are set: runs store the text. */
    @Override
    public String toString() {
      String validation = validationFrom.map(time -> ", validationFrom=" + time).orElse("");
      String holdout = holdoutFrom.map(time -> ", holdoutFrom=" + time).orElse("");
      return "ByTime[column=" + column + validation + holdout + "]";
    }
  }

  /**
   * Splits by time, with cuts that approximate the shares as closely as possible; rows of the same
   * time stay together. {@link Split#plan} is the {@link ByTime} with those cuts.
   *
   * @param column the column, a time, a number or a text
   * @param train the share for training, above 0, at most 1
   * @param validation the share for validation, 0 to 1
   * @param holdout the share for holdout, 0 to 1
   */
  record ByTimeShares(String column, double train, double validation, double holdout)
      implements SplitPlan {
    /** Checks the parts. */
    public ByTimeShares {
      checkName("column", column);
      checkShares(train, validation, holdout);
    }
  }

  /**
   * Splits each class by a seeded hash of the row, with cuts that meet the shares of each class to
   * within one row, except that equal rows stay together.
   *
   * @param label the column of the classes: a text, a category, a boolean or a whole number
   * @param seed the seed, which selects one of many possible splits
   * @param train the share for training, above 0, at most 1
   * @param validation the share for validation, 0 to 1
   * @param holdout the share for holdout, 0 to 1
   * @param cuts the cuts that were found; a class without a cut is divided at the shares
   */
  record Stratified(
      String label, long seed, double train, double validation, double holdout, List<ClassCut> cuts)
      implements SplitPlan {
    /** Checks the parts. */
    public Stratified {
      checkName("column", label);
      checkShares(train, validation, holdout);
      cuts = copy(cuts, "cuts");
      Set<String> names = new HashSet<>();
      for (ClassCut cut : cuts) {
        check(names.add(cut.name()), "Invalid split: class %s has two cuts", cut.name());
      }
    }

    /** Contains only the number of cuts: there may be thousands, and runs store the text. */
    @Override
    public String toString() {
      return String.format(
          "Stratified[label=%s, seed=%s, train=%s, validation=%s, holdout=%s, cuts=%s]",
          label, seed, train, validation, holdout, cuts.size());
    }
  }

  /**
   * The cuts of one class.
   *
   * @param name the class, as text
   * @param train rows whose hash, as a fraction, is below this are for training
   * @param holdout rows whose hash is not below this are for holdout; those between are for
   *     validation
   */
  record ClassCut(String name, double train, double holdout) {
    /** Checks the parts. */
    public ClassCut {
      required(name, "class");
      check(
          train >= 0 && train <= holdout && holdout <= 1,
          "Invalid cuts of class %s: %s, %s (must be 0 to 1, rising)",
          name,
          train,
          holdout);
    }
  }

  /**
   * Adds optional settings to another plan.
   *
   * @param base the other plan
   * @param golden the share of its training rows that becomes golden
   * @param duplicates how rows that equal a row of another role are handled
   */
  record Refined(SplitPlan base, double golden, DuplicateRows duplicates) implements SplitPlan {
    /** Checks the parts. */
    public Refined {
      required(base, "split plan");
      check(!(base instanceof Refined), "Invalid split: %s (is refined already)", base);
      check(
          golden >= 0 && golden < 1,
          "Invalid split: golden %s (must be at least 0 and below 1)",
          golden);
      required(duplicates, "policy for duplicates");
    }

    /**
     * Returns a plan in this form.
     *
     * @param plan any plan
     * @return the plan itself, or the plan with its default settings
     */
    public static Refined of(SplitPlan plan) {
      if (required(plan, "split plan") instanceof Refined refined) {
        return refined;
      }
      boolean named = plan instanceof ByColumn || plan instanceof ByRole;
      return new Refined(plan, 0, named ? DuplicateRows.DROP : DuplicateRows.KEEP);
    }
  }

  /**
   * How a row that equals a row of another role is handled.
   *
   * <p>Only a plan that reads the role from a column can have such rows; equal then means equal in
   * every other column. With any other plan, equal rows have the same role. Constants may be added:
   * a switch needs a default branch.
   */
  enum DuplicateRows {
    /** The split is rejected. */
    REFUSE,
    /**
     * Of equal rows, only those of one role keep it: the first role that one of them has, in the
     * order {@link SplitRole#HOLDOUT}, {@link SplitRole#GOLDEN}, {@link SplitRole#VALIDATION},
     * {@link SplitRole#TRAIN}. The others get no role. The holdout stays complete.
     */
    DROP,
    /** The row keeps its role. A model may then be judged on rows that it was trained on. */
    KEEP
  }
}

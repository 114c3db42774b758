package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.SplitPlan.DuplicateRows;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Creates split plans: {@code byHash(1).train(0.8).validation(0.1).holdout(0.1)}. */
public final class Splits {
  private Splits() {}

  private static void checkShare(String what, double share) {
    check(share >= 0 && share <= 1, "Invalid share for %s: %s (must be 0 to 1)", what, share);
  }

  /**
   * Returns a builder for a split by a seeded hash of the row, all columns together.
   *
   * <p>A row keeps its role when rows are added. A version with different columns is divided
   * differently, so that a former holdout row may become a training row. If rows have a key, {@link
   * #byKey} keeps their roles.
   *
   * @param seed the seed, which selects one of many possible splits
   * @return a builder
   */
  public static Shares byHash(long seed) {
    return new Shares(
        0,
        0,
        (train, validation, holdout) -> new SplitPlan.ByHash(seed, train, validation, holdout));
  }

  /**
   * Returns a builder for a split by a seeded hash of a key: rows with the same key have the same
   * role.
   *
   * @param columns the columns of the key, at least one
   * @return a builder
   */
  public static Seeded byKey(String... columns) {
    List<String> key = copy(Arrays.asList(required(columns, "columns of the key")), "columns");
    check(!key.isEmpty(), "Invalid split: a key without columns (needs at least 1)");
    key.forEach(column -> checkName("column", column));
    return new Seeded(
        (seed, train, validation, holdout) ->
            new SplitPlan.ByKey(key, seed, train, validation, holdout));
  }

  /**
   * Returns a builder for a split by group: no group has rows in two roles. The shares are shares
   * of the groups, not of the rows.
   *
   * @param column the column that names the group
   * @return a builder
   */
  public static Seeded byGroup(String column) {
    return byKey(required(column, "column"));
  }

  /**
   * Returns a builder for a split that applies the shares to each class separately. The split is
   * rejected if the column holds a measure, such as a weight: more than 20 different numbers, with
   * fewer than 5 rows each on average.
   *
   * @param label the column of the classes
   * @return a builder
   */
  public static Seeded stratified(String label) {
    checkName("column", label);
    return new Seeded(
        (seed, train, validation, holdout) ->
            new SplitPlan.Stratified(label, seed, train, validation, holdout, List.of()));
  }

  /**
   * Returns a builder for a split by time, with either shares or cut times: {@code
   * byTime("date").validationFrom("2019-01-01").holdoutFrom("2020-01-01")}.
   *
   * @param column the column, a time, a number or a text
   * @return a builder
   */
  public static Times byTime(String column) {
    return new Times(column, Optional.empty());
  }

  /**
   * Returns a builder for a split by a column that names the part.
   *
   * @param column the column, a text
   * @return a builder
   */
  public static Named byColumn(String column) {
    return new Named(column, "train", 1, 0, 0);
  }

  /**
   * Splits by a column that names the role of each row: {@code TRAIN}, {@code VALIDATION}, {@code
   * HOLDOUT} or {@code GOLDEN}. A row with any other text has no role. Rows that are equal in every
   * other column but have different roles are handled as by {@link DuplicateRows#DROP}; {@link
   * SplitPlan#duplicates} changes that.
   *
   * @param column the column, a text
   * @return the plan
   */
  public static SplitPlan byRole(String column) {
    return new SplitPlan.ByRole(column);
  }

  private interface Ending {
    SplitPlan plan(double train, double validation, double holdout);
  }

  private interface SeededEnding {
    SplitPlan plan(long seed, double train, double validation, double holdout);
  }

  /** A split by hash that still needs a seed. Immutable. */
  public static final class Seeded {
    private final SeededEnding ending;

    private Seeded(SeededEnding ending) {
      this.ending = ending;
    }

    /**
     * Sets the seed.
     *
     * @param seed any number
     * @return a builder
     */
    public Shares seed(long seed) {
      return new Shares(
          0, 0, (train, validation, holdout) -> ending.plan(seed, train, validation, holdout));
    }
  }

  /** A split that still needs its shares. Immutable. */
  public static final class Shares {
    private final double train;
    private final double validation;
    private final Ending ending;

    private Shares(double train, double validation, Ending ending) {
      checkShare("training", train);
      checkShare("validation", validation);
      this.train = train;
      this.validation = validation;
      this.ending = ending;
    }

    /**
     * Sets the share for training.
     *
     * @param share above 0, at most 1
     * @return a builder
     */
    public Shares train(double share) {
      return new Shares(share, validation, ending);
    }

    /**
     * Sets the share for validation. Default: none.
     *
     * @param share 0 to 1
     * @return a builder
     */
    public Shares validation(double share) {
      return new Shares(train, share, ending);
    }

    /**
     * Sets the share for holdout, and returns the plan.
     *
     * @param share 0 to 1
     * @return the plan
     * @throws io.lifecycle4j.error.InvalidValueException if the shares do not sum to 1
     */
    public SplitPlan holdout(double share) {
      return ending.plan(train, validation, share);
    }
  }

  /**
   * A split by time that still needs its shares or its cuts.
   *
   * @param column the column
   * @param validationFrom the first time for validation; empty for no validation
   */
  public record Times(String column, Optional<String> validationFrom) {
    /** Checks the parts. */
    public Times {
      checkName("column", column);
      required(validationFrom, "first time for validation");
    }

    /**
     * Sets the share for training, from which the cut times are derived.
     *
     * @param share above 0, at most 1
     * @return a builder
     * @throws io.lifecycle4j.error.InvalidValueException if a cut is already set
     */
    public Shares train(double share) {
      check(
          validationFrom.isEmpty(),
          "Invalid split by time: from %s and a share (must be one of them)",
          validationFrom.orElse(""));
      return new Shares(
          share,
          0,
          (train, validation, holdout) ->
              new SplitPlan.ByTimeShares(column, train, validation, holdout));
    }

    /**
     * Sets where validation begins. Default: no validation.
     *
     * @param time an ISO date or time, such as {@code 2019-01-01}, or a number
     * @return a builder
     */
    public Times validationFrom(String time) {
      return new Times(column, Optional.of(required(time, "time")));
    }

    /**
     * Sets where the holdout begins, and returns the plan.
     *
     * @param time an ISO date or time, such as {@code 2020-01-01}, or a number
     * @return the plan
     */
    public SplitPlan holdoutFrom(String time) {
      return new SplitPlan.ByTime(column, validationFrom, Optional.of(required(time, "time")));
    }
  }

  /**
   * A split by column that still needs its values.
   *
   * @param column the column
   * @param train the value of the column in training rows
   * @param share the share of the training rows that is used
   * @param validation the share of the used rows that is for validation
   * @param seed the seed that chooses the used and the validation rows
   */
  public record Named(String column, String train, double share, double validation, long seed) {
    /** Checks the parts. */
    public Named {
      checkName("column", column);
      required(train, "value for training");
      checkShare("training rows", share);
      checkShare("validation", validation);
    }

    /**
     * Sets the value of training rows. Default: {@code train}.
     *
     * @param value the value of the column
     * @return a builder
     */
    public Named train(String value) {
      return new Named(column, value, share, validation, seed);
    }

    /**
     * Uses only a share of the training rows, for a learning curve for instance. Default: all.
     *
     * @param part above 0, at most 1
     * @return a builder
     */
    public Named share(double part) {
      return new Named(column, train, part, validation, seed);
    }

    /**
     * Uses a share of the used rows for validation. Default: none.
     *
     * @param part 0 or more, below 1
     * @return a builder
     */
    public Named validation(double part) {
      return new Named(column, train, share, part, seed);
    }

    /**
     * Sets the seed that chooses the used and the validation rows. Default: 0.
     *
     * @param newSeed any number
     * @return a builder
     */
    public Named seed(long newSeed) {
      return new Named(column, train, share, validation, newSeed);
    }

    /**
     * Sets the value of holdout rows, and returns the plan. A row that equals a holdout row in
     * every other column has no role; {@link SplitPlan#duplicates} changes that.
     *
     * @param value the value of the column
     * @return the plan
     * @throws io.lifecycle4j.error.InvalidValueException if it is also the value of training rows
     */
    public SplitPlan holdout(String value) {
      return new SplitPlan.ByColumn(column, train, value, share, validation, seed);
    }
  }
}

package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.required;

/** Names split plans: {@code byHash(1).train(0.8).validation(0.1).holdout(0.1)}. */
public final class Splits {
  private Splits() {}

  private static void checkShare(String what, double share) {
    check(share >= 0 && share <= 1, "Invalid share for %s: %s (must be 0 to 1)", what, share);
  }

  /**
   * Begins a split by a seeded hash of the row.
   *
   * @param seed chooses among the splits
   * @return a builder
   */
  public static Shares byHash(long seed) {
    return new Shares(seed, 0, 0);
  }

  /**
   * Begins a split by a column that says it.
   *
   * @param column the column, a text
   * @return a builder
   */
  public static Named byColumn(String column) {
    return new Named(column, "train", 1, 0, 0);
  }

  /**
   * A split by hash that waits for its shares.
   *
   * @param seed chooses among the splits
   * @param train the share for training
   * @param validation the share for validation
   */
  public record Shares(long seed, double train, double validation) {
    /** Checks the shares. */
    public Shares {
      checkShare("training", train);
      checkShare("validation", validation);
    }

    /**
     * Sets the share for training.
     *
     * @param share above 0, at most 1
     * @return a builder
     */
    public Shares train(double share) {
      return new Shares(seed, share, validation);
    }

    /**
     * Sets the share for validation. Default: none.
     *
     * @param share 0 to 1
     * @return a builder
     */
    public Shares validation(double share) {
      return new Shares(seed, train, share);
    }

    /**
     * Sets the share held out, and ends the plan.
     *
     * @param share 0 to 1
     * @return the plan
     * @throws io.lifecycle4j.error.InvalidValueException if the shares do not sum to 1
     */
    public SplitPlan holdout(double share) {
      return new SplitPlan.ByHash(seed, train, validation, share);
    }
  }

  /**
   * A split by column that waits for its values.
   *
   * @param column the column
   * @param train its value for rows to train on
   * @param share the share of the training rows that is used at all
   * @param validation the share of the used rows kept for validation
   * @param seed chooses the used and the validation rows
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
     * Sets the value for rows to train on. Default: {@code train}.
     *
     * @param value the value of the column
     * @return a builder
     */
    public Named train(String value) {
      return new Named(column, value, share, validation, seed);
    }

    /**
     * Uses a share of the training rows only, for a learning curve for instance. Default: all.
     *
     * @param part above 0, at most 1
     * @return a builder
     */
    public Named share(double part) {
      return new Named(column, train, part, validation, seed);
    }

    /**
     * Keeps a share of the used rows for validation. Default: none.
     *
     * @param part 0 or more, below 1
     * @return a builder
     */
    public Named validation(double part) {
      return new Named(column, train, share, part, seed);
    }

    /**
     * Chooses the used and the validation rows. Default: 0.
     *
     * @param newSeed any number
     * @return a builder
     */
    public Named seed(long newSeed) {
      return new Named(column, train, share, validation, newSeed);
    }

    /**
     * Sets the value for rows held out, and ends the plan.
     *
     * @param value the value of the column
     * @return the plan
     * @throws io.lifecycle4j.error.InvalidValueException if it is the value to train on too
     */
    public SplitPlan holdout(String value) {
      return new SplitPlan.ByColumn(column, train, value, share, validation, seed);
    }
  }
}

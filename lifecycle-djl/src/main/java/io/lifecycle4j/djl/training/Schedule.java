package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;

/**
 * A schedule of the learning rate during training. Immutable.
 *
 * <p>A schedule multiplies the learning rate of the optimizer by a factor for each update of the
 * weights.
 */
public final class Schedule {
  private static final double RISE = 0.3;
  private static final double START = 1 / 25.0;
  private static final double END = START / 1e4;

  private final String name;
  private final Shape shape;
  private final int patience;
  private final double drop;
  private final int warmUp;

  @FunctionalInterface
  private interface Shape {
    /**
     * Returns the factor of an update.
     *
     * @param update its number, from 0
     * @param updates the number of all
     * @param epoch the number of updates in an epoch
     */
    double factor(long update, long updates, long epoch);
  }

  private Schedule(String name, Shape shape, int patience, double drop, int warmUp) {
    this.name = name;
    this.shape = shape;
    this.patience = patience;
    this.drop = drop;
    this.warmUp = warmUp;
  }

  private static Schedule of(String name, Shape shape) {
    return new Schedule(name, shape, 0, 1, 0);
  }

  /**
   * Keeps the learning rate constant.
   *
   * @return the schedule
   */
  public static Schedule constant() {
    return of("constant", (update, updates, epoch) -> 1);
  }

  /**
   * Decays the learning rate along half a cosine, from the initial rate to 0 after the last epoch
   * (Loshchilov and Hutter 2017, without restarts).
   *
   * @return the schedule
   */
  public static Schedule cosine() {
    return of(
        "cosine",
        (update, updates, epoch) -> (1 + Math.cos(Math.PI * ((double) update / updates))) / 2);
  }

  /**
   * Multiplies the learning rate by a factor every so many epochs.
   *
   * @param epochs the interval in epochs, at least 1
   * @param factor the factor, above 0, below 1
   * @return the schedule
   */
  public static Schedule step(int epochs, double factor) {
    check(epochs >= 1, "Invalid interval of a schedule: %s epochs (must be at least 1)", epochs);
    checkFactor(factor);
    return of(
        "step(" + epochs + ", " + factor + ")",
        (update, updates, epoch) ->
            Math.pow(factor, (double) Math.floorDiv(update, epoch * epochs)));
  }

  /**
   * Increases the learning rate from 1/25 to the whole rate in 30 percent of the updates, then
   * decreases it to 1/250,000, both along half a cosine (Smith and Topin 2018, with the defaults of
   * PyTorch, without cycled momentum).
   *
   * @return the schedule
   */
  public static Schedule oneCycle() {
    return of("oneCycle", (update, updates, epoch) -> cycled(update, updates));
  }

  private static double cycled(long update, long updates) {
    double top = RISE * updates - 1;
    double end = updates - 1;
    return update <= top
        ? between(START, 1, top == 0 ? 1 : update / top)
        : between(1, END, end == top ? 1 : (update - top) / (end - top));
  }

  private static double between(double from, double to, double share) {
    return to + (from - to) * (1 + Math.cos(Math.PI * share)) / 2;
  }

  /**
   * Multiplies the learning rate by a factor whenever the validation loss, or the metric of early
   * stopping, has not improved for so many epochs. Requires validation rows.
   *
   * @param patience how many epochs without improvement are accepted, at least 1
   * @param factor the factor, above 0, below 1
   * @return the schedule
   */
  public static Schedule plateau(int patience, double factor) {
    check(patience >= 1, "Invalid patience of a schedule: %s (must be at least 1)", patience);
    checkFactor(factor);
    return new Schedule(
        "plateau(" + patience + ", " + factor + ")",
        (update, updates, epoch) -> 1,
        patience,
        factor,
        0);
  }

  private static void checkFactor(double factor) {
    check(
        factor > 0 && factor < 1,
        "Invalid factor of a schedule: %s (must be above 0, below 1)",
        factor);
  }

  /**
   * Increases the learning rate linearly over the first updates; the schedule begins after them.
   * Default: no warm-up.
   *
   * @param updates the number of warm-up updates, at least 1
   * @return a schedule with a warm-up
   */
  public Schedule warmUp(int updates) {
    checkUnset(warmUp > 0, "schedule", "warm-up");
    check(updates >= 1, "Invalid warm-up: %s updates (must be at least 1)", updates);
    return new Schedule(name, shape, patience, drop, updates);
  }

  /**
   * Returns the factor of an update, without that of a plateau.
   *
   * @param update its number, from 1
   * @param updates the number of all
   * @param epoch the number of updates in an epoch
   */
  double factor(long update, long updates, long epoch) {
    return update <= warmUp
        ? (double) update / warmUp
        : shape.factor(update - 1 - warmUp, Math.max(1, updates - warmUp), epoch);
  }

  /** Returns how many epochs without improvement a plateau has; 0 if this is no plateau. */
  int patience() {
    return patience;
  }

  /** Returns the factor at the end of each plateau. */
  double drop() {
    return drop;
  }

  /** Returns the schedule as it is written in the parameters of a run. */
  @Override
  public String toString() {
    return warmUp == 0 ? name : name + " warmUp(" + warmUp + ")";
  }
}

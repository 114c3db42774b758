package io.lifecycle4j.core.error;

import java.time.Duration;

/**
 * How long the end of a home, and of its parts, is waited for, whatever hangs. All of them are
 * shares of the whole.
 *
 * @param whole the longest that closing the home takes
 */
public record EndBounds(Duration whole) {
  /** A minute: calls under way may take 30 seconds of it. */
  public static final EndBounds DEFAULT = new EndBounds(Duration.ofMinutes(1));

  private static final int PARTS = 12;

  /**
   * Returns how long closing the home waits for its models and their calls under way.
   *
   * @return seven of twelve parts
   */
  public Duration models() {
    return parts(7);
  }

  /**
   * Returns how long the models of the home, all together, wait until their last predictions are
   * logged; a part of {@link #models}.
   *
   * @return two of twelve parts
   */
  public Duration predictions() {
    return parts(2);
  }

  /**
   * Returns how long closing the home waits for what logs predictions, after the models.
   *
   * @return one of twelve parts
   */
  public Duration log() {
    return parts(1);
  }

  /**
   * Returns how long closing the home waits for its runs and what records them.
   *
   * @return three of twelve parts
   */
  public Duration experiments() {
    return parts(3);
  }

  /**
   * Returns how long the end of a run is waited for: when it is closed, or its home, or when the
   * JVM is told to stop; and also how long a listener of a run.
   *
   * @return two of the parts that {@link #experiments} has
   */
  public Duration runs() {
    return parts(2);
  }

  /**
   * Returns how long closing the home waits for its storage, after all else.
   *
   * @return one of twelve parts
   */
  public Duration storage() {
    return parts(1);
  }

  private Duration parts(int count) {
    return whole.multipliedBy(count).dividedBy(PARTS);
  }
}

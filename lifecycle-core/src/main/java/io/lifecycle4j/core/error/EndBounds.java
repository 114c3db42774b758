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

  /**
   * Returns how long closing the home waits for its models and their calls under way.
   *
   * @return four of six parts
   */
  public Duration models() {
    return whole.multipliedBy(4).dividedBy(6);
  }

  /**
   * Returns how long the end of a run is waited for: when it is closed, or its home, or when the
   * JVM is told to stop; and also how long a listener of a run.
   *
   * @return one of six parts
   */
  public Duration runs() {
    return whole.dividedBy(6);
  }

  /**
   * Returns how long closing the home waits for its runs and what records them.
   *
   * @return one and a third of six parts
   */
  public Duration experiments() {
    return whole.multipliedBy(4).dividedBy(18);
  }

  /**
   * Returns how long closing the home waits for its storage, after all else.
   *
   * @return what is left of six parts
   */
  public Duration storage() {
    return whole.minus(models()).minus(experiments());
  }
}

package io.lifecycle4j.core.error;

import java.time.Duration;

/**
 * How long closing a home waits for each of its parts, as shares of the whole.
 *
 * @param whole the longest that closing the home takes
 */
public record EndBounds(Duration whole) {
  /** A minute, of which calls in progress may take 30 seconds. */
  public static final EndBounds DEFAULT = new EndBounds(Duration.ofMinutes(1));

  private static final int PARTS = 12;

  /**
   * Returns how long closing the home waits for its models and their calls in progress: seven
   * twelfths.
   */
  public Duration models() {
    return parts(7);
  }

  /**
   * Returns how long all models of the home together wait until their last predictions are logged:
   * two twelfths, included in {@link #models}.
   */
  public Duration predictions() {
    return parts(2);
  }

  /** Returns how long closing the home waits for the log, after the models: one twelfth. */
  public Duration log() {
    return parts(1);
  }

  /** Returns how long closing the home waits for its runs and their recorder: three twelfths. */
  public Duration experiments() {
    return parts(3);
  }

  /**
   * Returns how long to wait for the end of a run, when the run or its home is closed or the JVM
   * shuts down, and for a listener of a run: two of the three twelfths of {@link #experiments}.
   */
  public Duration runs() {
    return parts(2);
  }

  /** Returns how long closing the home waits for its storage, after all else: one twelfth. */
  public Duration storage() {
    return parts(1);
  }

  private Duration parts(int count) {
    return whole.multipliedBy(count).dividedBy(PARTS);
  }
}

package io.lifecycle4j.contract;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test lets time pass. */
public final class TestClock implements InstantSource {
  private volatile Instant now;

  /**
   * Creates a clock.
   *
   * @param begin what it shows first
   */
  public TestClock(Instant begin) {
    this.now = begin;
  }

  @Override
  public Instant instant() {
    return now;
  }

  /**
   * Lets time pass.
   *
   * @param time how much
   */
  public synchronized void pass(Duration time) {
    now = now.plus(time);
  }

  /**
   * Lets time pass.
   *
   * @param seconds how many seconds
   */
  public void passSeconds(long seconds) {
    pass(Duration.ofSeconds(seconds));
  }

  /**
   * Sets the clock.
   *
   * @param time what it shows from now on
   */
  public void set(Instant time) {
    now = time;
  }
}

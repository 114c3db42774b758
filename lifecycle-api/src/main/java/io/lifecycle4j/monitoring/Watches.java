package io.lifecycle4j.monitoring;

/** Names watches: {@code drift().windowOf(500).oneFalseAlarmIn(1_000)}. */
public final class Watches {
  private Watches() {}

  /**
   * Watches every input column and the answers for drift.
   *
   * @return windows of 500 predictions, one false alarm in 1000 windows, effects from 0.1 on
   */
  public static Watch drift() {
    return new Watch(500, 1_000, 0.1);
  }
}

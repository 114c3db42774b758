package io.lifecycle4j.core.serving;

import io.lifecycle4j.observation.Observation;

/** How long the stages of a run took, over all its groups. Used by one thread at a time. */
final class StageTimes {
  /** Those of a run that was not timed; never changed. */
  static final StageTimes NONE = new StageTimes();

  private long last;
  private long prepare;
  private long run;
  private long decode;

  void begin(long now) {
    last = now;
  }

  void prepared() {
    prepare += lap();
  }

  void ran() {
    run += lap();
  }

  void decoded() {
    decode += lap();
  }

  private long lap() {
    long now = System.nanoTime();
    long lap = now - last;
    last = now;
    return lap;
  }

  void show(Observation observation, int rows) {
    observation.ran(rows, prepare, run, decode);
  }
}

package io.lifecycle4j.djl.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EarlyStopTest {
  /** DJL's own listener compares with the last epoch and never stops here. */
  @Test
  void comparesWithTheBestEpoch() {
    assertThat(stopsAt(2, 0, 1.0, .5, .9, .8, .7, .65, .64, .63)).isEqualTo(4);
  }

  @Test
  void goesOnWhileItGetsBetter() {
    assertThat(stopsAt(2, 0, 1.0, .9, .95, .8, .85, .7)).isZero();
  }

  @Test
  void asksForAMinimalImprovement() {
    assertThat(stopsAt(2, 0.1, 1.0, .95, .91, .5)).isEqualTo(3);
    assertThat(stopsAt(3, 0.1, 1.0, .95, .91, .5)).isZero();
  }

  @Test
  void remembersTheBestEpoch() {
    EarlyStop.Watch watch = new EarlyStop(5, 0).start();

    assertThat(watch.better(1, 3)).isTrue();
    assertThat(watch.better(2, 1)).isTrue();
    assertThat(watch.better(3, 1)).isFalse();
    assertThat(watch.bestEpoch()).isEqualTo(2);
  }

  /** Returns the epoch after which it stops, 0 for never. */
  private static int stopsAt(int patience, double minDelta, double... losses) {
    EarlyStop.Watch watch = new EarlyStop(patience, minDelta).start();
    for (int epoch = 1; epoch <= losses.length; epoch++) {
      watch.better(epoch, losses[epoch - 1]);
      if (watch.over(epoch)) {
        return epoch;
      }
    }
    return 0;
  }
}

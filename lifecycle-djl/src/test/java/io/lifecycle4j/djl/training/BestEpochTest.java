package io.lifecycle4j.djl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BestEpochTest {
  private static final Schedule CONSTANT = Schedule.constant();

  private static BestEpoch loss(int patience, double minDelta, Schedule schedule) {
    return new BestEpoch(new EarlyStop(null, patience, minDelta), -1, true, schedule);
  }

  private static boolean better(BestEpoch best, int epoch, double loss) {
    return best.better(epoch, Map.of("validation_loss", loss));
  }

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
    BestEpoch best = loss(5, 0, CONSTANT);

    assertThat(better(best, 1, 3)).isTrue();
    assertThat(better(best, 2, 1)).isTrue();
    assertThat(better(best, 3, 1)).isFalse();
    assertThat(best.epoch()).isEqualTo(2);
  }

  @Test
  void prefersHigherValuesOfAMetricWhoseHigherValuesAreBetter() {
    EarlyStop rule = new EarlyStop("accuracy", 2, 0.01);
    int direction = rule.direction(RecordedContext.TWO_CLASSES);
    BestEpoch best = new BestEpoch(rule, direction, true, CONSTANT);

    assertThat(best.better(1, Map.of("validation_accuracy", 0.5))).isTrue();
    assertThat(best.better(2, Map.of("validation_accuracy", 0.505))).isFalse();
    assertThat(best.better(3, Map.of("validation_accuracy", 0.6))).isTrue();
    assertThat(best.better(4, Map.of("validation_accuracy", Double.NaN))).isFalse();
    assertThat(best.better(5, Map.of("validation_accuracy", 0.4))).isFalse();
    assertThat(best.over(5)).isTrue();
  }

  @Test
  void namesTheMetricsOfATaskThatHasNotTheOneThatIsWanted() {
    EarlyStop rule = new EarlyStop(EarlyStop.named("validation_acuracy"), 2, 0);

    assertThatThrownBy(() -> rule.direction(RecordedContext.TWO_CLASSES))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(
            "Invalid early stopping: the task classification has no metric \"acuracy\" of which"
                + " some values are better (choose loss or one of [accuracy, ");
  }

  @Test
  void quotesAMetricWithoutAName() {
    EarlyStop rule = new EarlyStop(EarlyStop.named("validation_"), 2, 0);

    assertThatThrownBy(() -> rule.direction(RecordedContext.TWO_CLASSES))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(
            "Invalid early stopping: the task classification has no metric \"\" of which ");
  }

  @Test
  void dropsTheRateAfterEachPlateau() {
    BestEpoch best = new BestEpoch(new EarlyStop(null, 2, 0), -1, false, Schedule.plateau(2, 0.1));
    double[] losses = {1, 0.9, 0.95, 0.95, 0.95, 0.95, 0.8, 0.85};
    int[] drops = {0, 0, 0, 1, 1, 2, 2, 2};

    for (int epoch = 1; epoch <= losses.length; epoch++) {
      better(best, epoch, losses[epoch - 1]);
      assertThat(best.factor())
          .as("after epoch %d", epoch)
          .isEqualTo(Math.pow(0.1, drops[epoch - 1]));
      assertThat(best.over(epoch)).isFalse();
    }
  }

  /** Returns the epoch after which it stops, 0 for never. */
  private static int stopsAt(int patience, double minDelta, double... losses) {
    BestEpoch best = loss(patience, minDelta, CONSTANT);
    for (int epoch = 1; epoch <= losses.length; epoch++) {
      better(best, epoch, losses[epoch - 1]);
      if (best.over(epoch)) {
        return epoch;
      }
    }
    return 0;
  }
}

package io.lifecycle4j.djl.training;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the weights change in each step.
 *
 * @param clipNorm the greatest norm of all gradients together; infinite for any
 * @param clipValue the greatest absolute value of a gradient; infinite for any
 * @param accumulate how many batches make an update
 * @param average how much of the average of earlier weights is kept in each update; 0 for none
 * @param finiteEvery after how many updates gradients and weights are checked
 */
record LoopSettings(
    UpdateRule rule,
    Schedule schedule,
    double clipNorm,
    double clipValue,
    int accumulate,
    double average,
    int finiteEvery) {
  static final int FINITE_EVERY = 100;

  /** Returns these settings with another rule. */
  LoopSettings with(UpdateRule other) {
    return new LoopSettings(other, schedule, clipNorm, clipValue, accumulate, average, finiteEvery);
  }

  /** Returns these settings with other limits of gradients. */
  LoopSettings clipped(double norm, double value) {
    return new LoopSettings(rule, schedule, norm, value, accumulate, average, finiteEvery);
  }

  /** Returns these settings with other batches of an update, and another average. */
  LoopSettings with(int batches, double decay) {
    return new LoopSettings(rule, schedule, clipNorm, clipValue, batches, decay, finiteEvery);
  }

  /** Counts the updates of an epoch of so many batches. */
  int updates(int batches) {
    return (int) (((long) batches + accumulate - 1) / accumulate);
  }

  /** Returns whether the weights are updated after a batch, from 0, of an epoch. */
  boolean isLast(int batch, int batches) {
    return (batch + 1) % accumulate == 0 || batch == batches - 1;
  }

  /** Returns the settings that are not the default, by their names in a run. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    put(values, "clipNorm", clipNorm, Double.POSITIVE_INFINITY);
    put(values, "clipValue", clipValue, Double.POSITIVE_INFINITY);
    put(values, "accumulate", accumulate, 1);
    put(values, "average", average, 0.0);
    return values;
  }

  private static void put(Map<String, Object> values, String name, Object value, Object usual) {
    if (!value.equals(usual)) {
      values.put(name, value);
    }
  }
}

package io.lifecycle4j.monitoring;

import io.lifecycle4j.condition.DriftMeasure;

/**
 * Creates drift monitors and measures of drift, for static import.
 *
 * <pre>{@code
 * lifecycle.model("fraud", Payment.class, classification("fraud"))
 *     .monitor(drift().atMostFalseAlarms(1).per(ofDays(90)))
 *     .open();
 * }</pre>
 */
public final class Drift {
  private Drift() {}

  /**
   * Begins a drift monitor.
   *
   * @return a builder with the defaults of each setting
   */
  public static DriftMonitorBuilder drift() {
    return DriftMonitor.builder();
  }

  /**
   * Returns the population stability index.
   *
   * @return the measure
   */
  public static DriftMeasure psi() {
    return DriftMeasure.PSI;
  }

  /**
   * Returns the Jensen-Shannon distance.
   *
   * @return the measure
   */
  public static DriftMeasure jensenShannon() {
    return DriftMeasure.JENSEN_SHANNON;
  }

  /**
   * Returns the Wasserstein distance of order 1, for numbers only.
   *
   * @return the measure
   */
  public static DriftMeasure wasserstein() {
    return DriftMeasure.WASSERSTEIN;
  }

  /**
   * Returns the Kolmogorov-Smirnov distance, for numbers only.
   *
   * @return the measure
   */
  public static DriftMeasure kolmogorovSmirnov() {
    return DriftMeasure.KOLMOGOROV_SMIRNOV;
  }
}

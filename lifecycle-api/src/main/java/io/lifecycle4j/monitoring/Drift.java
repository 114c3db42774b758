package io.lifecycle4j.monitoring;

/**
 * Begins the settings of drift monitoring; made for static imports.
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
  public static DriftMonitor.Builder drift() {
    return DriftMonitor.builder();
  }
}

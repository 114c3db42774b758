package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.contract.DriftDetectorContract;
import io.lifecycle4j.monitoring.spi.DriftDetector;

class HistogramDriftDetectorContractTest extends DriftDetectorContract {
  @Override
  protected DriftDetector create() {
    return new HistogramDriftDetector();
  }
}

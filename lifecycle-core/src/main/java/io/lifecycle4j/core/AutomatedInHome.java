package io.lifecycle4j.core;

import io.lifecycle4j.core.retraining.ModelAutomation;
import io.lifecycle4j.retraining.AutomatedModel;
import io.lifecycle4j.retraining.Automation;
import io.lifecycle4j.retraining.RetrainingBacktest;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.RetrainingPolicy;
import io.lifecycle4j.retraining.Retrainings;
import java.time.Instant;

/** A model that is trained anew by what is in its home. */
abstract class AutomatedInHome extends WatchedInHome implements AutomatedModel {
  /** Returns what trains it anew; throws once the model is closed. */
  abstract ModelAutomation automation();

  @Override
  public Automation startAutomation() {
    return automation().start();
  }

  @Override
  public RetrainingDecision runDue(Instant now) {
    return automation().runDue(now);
  }

  @Override
  public Retrainings retrainings() {
    return automation().retrainings();
  }

  @Override
  public RetrainingBacktest.Period backtest(RetrainingPolicy policy) {
    return automation().backtest(policy);
  }
}

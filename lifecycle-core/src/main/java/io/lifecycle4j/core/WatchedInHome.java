package io.lifecycle4j.core;

import io.lifecycle4j.core.serving.ModelRules;
import io.lifecycle4j.monitoring.Alerts;
import io.lifecycle4j.monitoring.DriftBacktest;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReports;
import io.lifecycle4j.monitoring.LiveLoss;
import io.lifecycle4j.monitoring.LiveQuality;
import io.lifecycle4j.monitoring.WatchedModel;
import io.lifecycle4j.serving.RuleDecision;
import io.lifecycle4j.serving.RuleDecisions;
import java.util.Optional;

/** A model that is watched by what is in its home. */
abstract class WatchedInHome extends GovernedByRegistry implements WatchedModel {
  /** Returns what is known of how it does; throws once the model is closed. */
  abstract ModelWatch watched();

  /** Returns what rolls versions back; throws once the model is closed. */
  abstract ModelRules rules();

  @Override
  public RuleDecisions ruleDecisions() {
    return rules().decisions();
  }

  @Override
  public Optional<RuleDecision> judgeRule() {
    return rules().judge();
  }

  @Override
  public LiveQuality quality() {
    return watched().quality();
  }

  @Override
  public Optional<LiveLoss> judgeQuality() {
    return watched().judgeQuality();
  }

  @Override
  public Alerts alerts() {
    return watched().alerts();
  }

  @Override
  public DriftBacktest.Period backtest(DriftMonitor monitor) {
    return watched().backtest(monitor);
  }

  @Override
  public DriftReports reports() {
    return watched().reports();
  }
}

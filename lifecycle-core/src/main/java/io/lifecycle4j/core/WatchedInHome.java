package io.lifecycle4j.core;

import io.lifecycle4j.monitoring.Alerts;
import io.lifecycle4j.monitoring.LiveQuality;
import io.lifecycle4j.monitoring.WatchedModel;

/** A model that is watched by what is in its home. */
abstract class WatchedInHome extends GovernedByRegistry implements WatchedModel {
  /** Returns what is known of how it does; throws once the model is closed. */
  abstract ModelWatch watched();

  @Override
  public LiveQuality quality() {
    return watched().quality();
  }

  @Override
  public Alerts alerts() {
    return watched().alerts();
  }
}

package io.lifecycle4j.core.monitoring.alert;

import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.util.List;

/** The alerts that windows would open, of which nothing is kept. Not thread-safe. */
public final class AlertRehearsal {
  private final String model;
  private final AlertPolicy policy;
  private final AlertState state;
  private long sequence;

  /** Begins without alerts. */
  public AlertRehearsal(String model, AlertPolicy policy) {
    this.model = model;
    this.policy = policy;
    this.state = new AlertState(model);
  }

  /** Decides about a window, as if it ended now. */
  public void observe(Observed observed) {
    List<AlertLine.Part> parts = state.decide(observed, policy);
    if (!parts.isEmpty()) {
      AlertLine line = AlertLine.of(model, observed.window().to(), observed, parts);
      state.apply(new JournalEntry(++sequence, line.write()));
    }
  }

  /** Returns all alerts, the oldest first. */
  public List<Alert> alerts() {
    return state.all().stream().map(OneAlert::alert).toList();
  }
}

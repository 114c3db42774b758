package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.core.monitoring.alert.AlertBook;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.DriftReport;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides for each drift report about alerts, then passes it on. Thread-safe. */
final class AlertObserver implements Consumer<DriftReport> {
  private static final Logger LOG = LoggerFactory.getLogger(AlertObserver.class);

  private final AlertBook book;
  private final DriftSightings sightings;
  private final Runnable changed;
  private final Consumer<DriftReport> next;
  private final AtomicLong failures = new AtomicLong();

  /** Calls {@code changed} when an alert is to be delivered. */
  AlertObserver(AlertBook book, AlertPolicy policy, Runnable changed, Consumer<DriftReport> next) {
    this.book = book;
    this.changed = changed;
    this.sightings = new DriftSightings(policy);
    this.next = next;
  }

  @Override
  public void accept(DriftReport report) {
    try {
      if (!book.observe(sightings.of(report)).isEmpty()) {
        changed.run();
      }
    } catch (RuntimeException e) {
      if (Floods.isLogged(failures.incrementAndGet())) {
        LOG.error("Cannot decide about alerts of {}", report.model(), e);
      }
    } finally {
      next.accept(report);
    }
  }
}

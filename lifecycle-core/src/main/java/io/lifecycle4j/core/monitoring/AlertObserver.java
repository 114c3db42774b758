package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.core.monitoring.alert.AlertBook;
import io.lifecycle4j.core.monitoring.alert.Observed;
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

  /**
   * Creates an observer.
   *
   * @param changed is called when an alert is to be delivered
   */
  AlertObserver(
      AlertBook book, DriftSightings sightings, Runnable changed, Consumer<DriftReport> next) {
    this.book = book;
    this.sightings = sightings;
    this.changed = changed;
    this.next = next;
  }

  @Override
  public void accept(DriftReport report) {
    try {
      Observed observed = sightings.of(report, report.id(), report.opened());
      if (!book.observe(observed).isEmpty()) {
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

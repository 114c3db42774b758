package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.core.monitoring.alert.AlertBook;
import io.lifecycle4j.core.monitoring.alert.Observed;
import io.lifecycle4j.monitoring.DriftReport;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides for each drift report about alerts. Thread-safe. */
final class AlertObserver {
  private static final Logger LOG = LoggerFactory.getLogger(AlertObserver.class);

  private final AlertBook book;
  private final DriftSightings sightings;
  private final Runnable changed;
  private final AtomicLong failures = new AtomicLong();

  /**
   * Creates an observer.
   *
   * @param changed is called when an alert is to be delivered
   */
  AlertObserver(AlertBook book, DriftSightings sightings, Runnable changed) {
    this.book = book;
    this.sightings = sightings;
    this.changed = changed;
  }

  /**
   * Decides about those of the newest reports, the oldest first, that were not offered: all that
   * came after the last one that is on record. A report without an entry changed no alert, so that
   * it changes none now.
   */
  void again(List<DriftReport> newest) {
    try {
      int begin = newest.size();
      while (begin > 0 && !book.isDecided(newest.get(begin - 1).id())) {
        begin--;
      }
      newest.subList(begin, newest.size()).forEach(this::decide);
    } catch (RuntimeException e) { // alerts must not keep windows from being judged
      LOG.error("Cannot decide again about alerts of the newest reports", e);
    }
  }

  /** Decides about a report; a failure is logged. */
  void decide(DriftReport report) {
    try {
      Observed observed = sightings.of(report, report.id(), report.opened());
      if (!book.observe(observed).isEmpty()) {
        changed.run();
      }
    } catch (RuntimeException e) {
      if (Floods.isLogged(failures.incrementAndGet())) {
        LOG.error("Cannot decide about alerts of {}", report.version(), e);
      }
    }
  }
}

package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.core.monitoring.alert.AlertBook;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.monitoring.DriftReport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides about alerts for each drift report, in their order. What cannot be stored now is decided
 * in a later round, so that no window waits for it. Confined to the thread that judges.
 */
final class AlertObserver implements DriftObservers.Deciding {
  private static final Logger LOG = LoggerFactory.getLogger(AlertObserver.class);

  /** So many reports wait at most; they are stored, so that this fails only with the alerts. */
  private static final int MOST = 128;

  private final AlertBook book;
  private final DriftSightings sightings;
  private final Deque<DriftReport> undecided = new ArrayDeque<>();

  /** The newest reports when this process began to judge, until it is known which are decided. */
  private List<DriftReport> found = List.of();

  private long failures;

  AlertObserver(AlertBook book, DriftSightings sightings) {
    this.book = book;
    this.sightings = sightings;
  }

  @Override
  public void led(List<DriftReport> newest) {
    undecided.clear();
    found = newest;
    decide();
  }

  @Override
  public void judged(DriftReport report) {
    undecided.add(report);
    if (undecided.size() > MOST) {
      LOG.error("There will be no alert of {}: too many reports wait", undecided.remove());
    }
    decide();
  }

  @Override
  public void again() {
    decide();
  }

  /** The process that leads finds what is left. */
  @Override
  public void resigned() {
    undecided.clear();
    found = List.of();
  }

  private void decide() {
    try {
      addFound();
      while (!undecided.isEmpty()) {
        decide(undecided.getFirst());
        undecided.removeFirst();
      }
    } catch (StorageFailedException | UnknownOutcomeException e) { // nothing else is thrown
      if (Floods.isLogged(++failures)) {
        LOG.warn("Cannot decide about alerts of {} reports now; it tries again", waiting(), e);
      }
    }
  }

  private int waiting() {
    return undecided.size() + found.size();
  }

  /**
   * Adds those of the newest reports that were not offered: all that came after the last one that
   * is on record. A report without an entry changed no alert, so that it changes none now.
   */
  private void addFound() {
    int begin = found.size();
    while (begin > 0 && !isDecided(found.get(begin - 1))) {
      begin--;
    }
    for (int i = found.size() - 1; i >= begin; i--) {
      undecided.addFirst(found.get(i));
    }
    found = List.of();
  }

  private boolean isDecided(DriftReport report) {
    try {
      return book.isDecided(report.id());
    } catch (StorageFailedException | UnknownOutcomeException e) {
      throw e;
    } catch (RuntimeException e) { // alerts must not keep windows from being judged
      LOG.error("Cannot decide again about alerts of {}", report, e);
      return true;
    }
  }

  private void decide(DriftReport report) {
    try {
      book.observe(sightings.of(report, report.id(), report.opened()));
    } catch (StorageFailedException | UnknownOutcomeException e) {
      throw e;
    } catch (RuntimeException e) { // it would fail again
      LOG.error("There will be no alert of {}", report, e);
    }
  }
}

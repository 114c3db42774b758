package io.lifecycle4j.monitoring;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.SubscriptionStatus;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.serving.Replay;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The alerts of a model, from all processes that serve it in this home.
 *
 * <p>An alert is opened when drift, live quality or a rule first indicates a problem. It stays the
 * only alert of its cause until it is cleared, after {@link AlertPolicy#clearAfter()} windows in a
 * row without the cause. Alerts and all decisions about them survive process death and power loss.
 * Thread-safe. Its methods throw a {@link ClosedException} once the model is closed, and a {@link
 * io.lifecycle4j.error.CorruptDataException} if the alerts are corrupt.
 */
public interface Alerts {
  /**
   * Returns the alerts that are not cleared, including acknowledged ones.
   *
   * @return the alerts, the most severe first, then the oldest
   */
  List<Alert> open();

  /**
   * Returns the alerts whose cause was present in a period.
   *
   * @param from the start of the period
   * @param to its end, exclusive; not before {@code from}
   * @return the alerts that were opened before its end, and last seen or cleared in it or later,
   *     the oldest first
   * @throws io.lifecycle4j.error.InvalidValueException if {@code to} is before {@code from}
   */
  List<Alert> between(Instant from, Instant to);

  /**
   * Finds an alert.
   *
   * @param id the id
   * @return the current state of the alert, or empty if there is none
   */
  Optional<Alert> find(String id);

  /**
   * Returns the newest alert of a cause.
   *
   * @param cause the cause, such as {@code AlertCause.drift("amount")}
   * @return the current state of the alert, or empty if there never was one
   */
  Optional<Alert> find(AlertCause cause);

  /**
   * Returns the decisions of a period, including decisions to open no further alert. A window
   * without a cause and without an open alert has no decision, only its report.
   *
   * @param from the start of the period
   * @param to its end, exclusive; not before {@code from}
   * @return the decisions, in order
   * @throws io.lifecycle4j.error.InvalidValueException if {@code to} is before {@code from}
   */
  List<AlertDecision> decisions(Instant from, Instant to);

  /**
   * Acknowledges an alert: somebody is dealing with it. The alert stays the only one of its cause
   * until it is cleared. Listeners receive it again only if it becomes more severe or is cleared.
   *
   * @param id the id of the alert
   * @param actor who acknowledges it
   * @param note what the person does about it; not blank
   * @return the alert, durable on return
   * @throws io.lifecycle4j.error.NotFoundException if there is no such alert
   * @throws io.lifecycle4j.error.ConflictException if it was already acknowledged or is cleared;
   *     the message says which
   * @throws io.lifecycle4j.error.InvalidValueException if the note is blank
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is open read-only
   */
  Alert acknowledge(String id, Actor actor, String note);

  /**
   * Returns how far delivery to each alert listener of this process is, and whether it fails. Its
   * positions count decisions about the alerts of the model.
   *
   * @return the status of each listener, in the order of the builder; of one to which another
   *     process delivers, as far as that one has stored its position
   */
  List<SubscriptionStatus> listenerStatuses();

  /**
   * Delivers the alerts that were skipped after too many attempts once more, as they are now, each
   * to its listener. One that changed since was delivered again anyway, and is left out. Those that
   * fail again stay skipped. Returns at once. Delivery happens in this process, once it is the one
   * that delivers.
   */
  void retryUndelivered();

  /**
   * Selects the logged predictions that an alert is about: those of its version, from the start of
   * the first window with the cause to the end of the last one.
   *
   * @param id the id of the alert
   * @return the predictions, with their ids and logged inputs; {@link Predictions#toSource()} turns
   *     those with ground truth into a source for a dataset
   * @throws io.lifecycle4j.error.NotFoundException if there is no such alert
   */
  Predictions predictions(String id);

  /**
   * Prepares a replay of the predictions that an alert is about, with the version that was in
   * production before. If its predictions are better, a rollback helps.
   *
   * @param id the id of the alert
   * @return a builder, whose period and condition are set
   * @throws io.lifecycle4j.error.NotFoundException if there is no such alert, or no version before
   */
  Replay.Builder replay(String id);
}

package io.lifecycle4j.monitoring;

import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.serving.Replay;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The alerts of a model, from all processes that serve it in this home.
 *
 * <p>An alert is opened when drift, live quality or a rule is first seen to be wrong, and stays the
 * only one of its cause until it is cleared: after as many windows in a row without the cause as
 * {@link AlertPolicy#clearAfter()} says. Alerts and all decisions about them survive a restart and
 * a power failure. Thread-safe. Its methods throw an {@link IllegalStateException} once the model
 * is closed, and a {@link io.lifecycle4j.error.CorruptDataException} if the alerts are corrupt.
 */
public interface Alerts {
  /**
   * Returns the alerts that are not cleared, those that were acknowledged included.
   *
   * @return the alerts, the gravest first, then the oldest
   */
  List<Alert> open();

  /**
   * Returns the alerts whose cause was present in a period.
   *
   * @param from the begin of the period
   * @param to its end, exclusive; not before {@code from}
   * @return the alerts that were opened before its end, and last seen or cleared in it or later,
   *     the oldest first
   * @throws io.lifecycle4j.error.InvalidValueException if {@code to} is before {@code from}
   */
  List<Alert> between(Instant from, Instant to);

  /**
   * Looks an alert up.
   *
   * @param id the id
   * @return the alert as it is now, or empty if there is none
   */
  Optional<Alert> find(String id);

  /**
   * Returns the newest alert of a cause.
   *
   * @param cause the cause, such as {@code AlertCause.drift("amount")}
   * @return the alert as it is now, or empty if there never was one
   */
  Optional<Alert> find(AlertCause cause);

  /**
   * Returns the decisions of a period, also those that no further alert is opened. A window in
   * which nothing was seen, while no alert was open, has only its report.
   *
   * @param from the begin of the period
   * @param to its end, exclusive; not before {@code from}
   * @return the decisions, in order
   * @throws io.lifecycle4j.error.InvalidValueException if {@code to} is before {@code from}
   */
  List<AlertDecision> decisions(Instant from, Instant to);

  /**
   * Acknowledges an alert: somebody deals with it. It remains the only alert of its cause until it
   * is cleared, and listeners receive it again only if it becomes graver or is cleared.
   *
   * @param id the id of the alert
   * @param actor who acknowledges it
   * @param note what is done about it; not blank
   * @return the alert, durable on return
   * @throws io.lifecycle4j.error.NotFoundException if there is no such alert
   * @throws io.lifecycle4j.error.ConflictException if it was acknowledged before, which the message
   *     says, or is cleared
   * @throws io.lifecycle4j.error.InvalidValueException if the note is blank
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is open read-only
   */
  Alert acknowledge(String id, Actor actor, String note);

  /**
   * Selects the logged predictions that an alert is about: those of its version from the begin of
   * the window in which the cause was first seen to the end of that in which it was last seen.
   *
   * @param id the id of the alert
   * @return the predictions, with their ids and logged inputs; {@link Predictions#toSource()} makes
   *     those with ground truth a data set
   * @throws io.lifecycle4j.error.NotFoundException if there is no such alert
   */
  Predictions predictions(String id);

  /**
   * Prepares to answer the predictions that an alert is about with the version that was in
   * production before. If that answers differently in the right direction, a rollback helps.
   *
   * @param id the id of the alert
   * @return a builder, whose period and condition are set
   * @throws io.lifecycle4j.error.NotFoundException if there is no such alert, or no version before
   */
  Replay.Builder replay(String id);
}

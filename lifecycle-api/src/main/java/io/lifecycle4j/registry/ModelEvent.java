package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * A change of a model that was recorded, as listeners receive it.
 *
 * @param home the id of the home that recorded it
 * @param record the record of the audit trail that it is in
 * @param part the place of the change in the record, from 0
 * @param type the kind of the change, as it is stored: {@code registered}, {@code evaluated},
 *     {@code judged}, {@code moved} and so on; kinds may be added
 */
public record ModelEvent(UUID home, AuditRecord record, int part, String type) {
  /** Checks the parts. */
  public ModelEvent {
    required(home, "home");
    int changes = required(record, "record").transition().changes().size();
    check(
        part >= 0 && part < changes,
        "Invalid part of a record: %s (must be at least 0 and below %s)",
        part,
        changes);
    required(type, "type of an event");
  }

  /**
   * Returns what identifies the event: an event that is delivered again has the same id.
   *
   * @return {@code HOME:SEQUENCE:PART}
   */
  public String id() {
    return home + ":" + sequence() + ":" + part;
  }

  /**
   * Returns the sequence of the record, which is the position of the event.
   *
   * @return the sequence, from 1; events of one record share it
   */
  public long sequence() {
    return record.sequence();
  }

  /**
   * Returns when it was recorded, by the clock of the process that did it.
   *
   * @return the time
   */
  public Instant time() {
    return record.time();
  }

  /**
   * Returns the change.
   *
   * @return the change, an {@link UnknownChange} if a newer library made it
   */
  public Change change() {
    return record.transition().changes().get(part);
  }

  /**
   * Returns the name of the model.
   *
   * @return the name
   */
  public String model() {
    return change().model();
  }

  /**
   * Returns the version that changed.
   *
   * @return the number; empty if the change affects none, or the whole model
   */
  public OptionalInt version() {
    return change().affectedVersion();
  }

  /**
   * Returns the alias that changed.
   *
   * @return the alias; empty if none did
   */
  public Optional<String> alias() {
    return change().affectedAlias();
  }

  /**
   * Returns whether an alias was moved back to an earlier version.
   *
   * @return true for a rollback
   */
  public boolean isRollback() {
    return change() instanceof Change.AliasMoved move && move.direction() == Change.Direction.BACK;
  }

  /**
   * Returns whether an alias was moved to a version, or a rollout to it was started, past what the
   * policy or the gates of the alias require.
   *
   * @return true if the record overrides them for the version and the alias of the change
   */
  public boolean isOverride() {
    return (change() instanceof Change.AliasMoved || change() instanceof RolloutStarted)
        && record
            .transition()
            .find(PolicyOverridden.class)
            .filter(past -> past.affectedVersion().equals(version()))
            .filter(past -> past.affectedAlias().equals(alias()))
            .isPresent();
  }

  /**
   * Returns who made the change.
   *
   * @return the person or service
   */
  public Actor actor() {
    return record.transition().actor();
  }

  /**
   * Returns why it was made.
   *
   * @return the reason
   */
  public String reason() {
    return record.transition().reason();
  }

  /**
   * Returns what happened, for a person to read, in one line.
   *
   * @return such as {@code production of fraud moved to 3 by alice: Better}
   */
  public String text() {
    return Transition.line(change() + " by " + actor().name() + ": " + reason());
  }

  @Override
  public String toString() {
    return time().truncatedTo(ChronoUnit.SECONDS) + " " + text();
  }
}

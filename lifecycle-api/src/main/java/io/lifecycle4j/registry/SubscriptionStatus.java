package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Locale;
import java.util.Optional;

/**
 * How far the delivery of events has progressed.
 *
 * @param name the name of the subscription; empty if it has none
 * @param state what it does
 * @param position the last entry of the audit trail whose events were all delivered, skipped or not
 *     subscribed to
 * @param newest the newest entry of the audit trail
 * @param attempts how often the next event was tried without success, 0 if it was not
 * @param skipped how many events were skipped, and wait in {@link Subscription#undelivered}
 * @param failure why the last attempt failed; if it did not, why the event failed that was skipped
 *     last; empty if none was
 */
public record SubscriptionStatus(
    Optional<String> name,
    State state,
    long position,
    long newest,
    int attempts,
    int skipped,
    Optional<String> failure) {
  /** What a subscription does. */
  public enum State {
    /** Another process delivers, or delivery has not begun. */
    STANDING_BY,
    /** This process delivers what is recorded. */
    DELIVERING,
    /** The last attempt failed; there will be another one. */
    RETRYING,
    /** It is closed. */
    CLOSED
  }

  /** Checks the parts. */
  public SubscriptionStatus {
    required(name, "name of a subscription");
    required(state, "state of a subscription");
    check(position >= 0, "Invalid sequence: %s (must be at least 0)", position);
    check(newest >= 0, "Invalid sequence: %s (must be at least 0)", newest);
    check(attempts >= 0, "Invalid number of attempts: %s (must be at least 0)", attempts);
    check(skipped >= 0, "Invalid number of events: %s (must be at least 0)", skipped);
    required(failure, "failure");
  }

  /** Returns one line, such as {@code audit retrying: 12 of 15 entries, skipped events: 1 (…)}. */
  @Override
  public String toString() {
    return name.map(text -> text + " ").orElse("")
        + state.name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + ": "
        + position
        + " of "
        + newest
        + " entries"
        + (attempts == 0 ? "" : ", failed attempts of the next: " + attempts)
        + (skipped == 0 ? "" : ", skipped events: " + skipped)
        + failure.map(text -> " (" + text + ")").orElse("");
  }

  /**
   * Returns how many entries of the audit trail are still to be delivered.
   *
   * @return the number, 0 if delivery is up to date
   */
  public long lag() {
    return Math.max(0, newest - position);
  }
}

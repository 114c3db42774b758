package io.lifecycle4j.registry;

import io.lifecycle4j.error.ClosedException;
import java.util.List;

/** A listener of events of models, until it is closed. Thread-safe. */
public interface Subscription extends AutoCloseable {
  /**
   * Returns how far delivery is, and whether it fails.
   *
   * @return the status; of a named subscription that another process delivers, as far as that one
   *     has kept its position
   * @throws ClosedException if the home is closed
   */
  SubscriptionStatus status();

  /**
   * Returns the events that were skipped after too many attempts. Those of a named subscription are
   * kept in the home. At most 100 are skipped; then an event that fails blocks those after it.
   *
   * @return the events, in the order of the audit trail
   * @throws ClosedException if the home is closed
   */
  List<UndeliveredEvent> undelivered();

  /**
   * Delivers the skipped events once more, in their order, before any other event, and later than
   * some that were recorded after them. Those that fail again stay skipped. Returns at once.
   * Delivery happens in this process, once it is the one that delivers.
   *
   * @throws ClosedException if the subscription is closed
   */
  void retryUndelivered();

  /**
   * Ends delivery, and lets another process take over. Waits for a listener at most 5 seconds, and
   * interrupts it after half a second. What was not delivered is delivered by the next subscription
   * of the same name. Idempotent.
   */
  @Override
  void close();
}

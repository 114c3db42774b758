package io.lifecycle4j.core.registry.events;

import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.core.registry.events.EventPosition.Aside;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the listener of a subscription from a position on. Confined to one thread. */
final class EventDelivery {
  private static final Logger LOG = LoggerFactory.getLogger(EventDelivery.class);

  /** So many events are set aside; the next one that fails holds up those after it. */
  static final int MOST_ASIDE = 100;

  private static final int BATCH = 100;
  private static final int LONGEST_FAILURE = 500;

  private final EventSource source;
  private final SubscriptionSettings how;
  private final Consumer<? super ModelEvent> listener;
  private final BooleanSupplier closed;
  private final Keeper keeper;
  private final InstantSource clock;
  private final LongSupplier nanos;

  private EventPosition position;
  private int attempts;

  /** When the next attempt is due, if the last one failed. */
  private long due;

  /** Keeps what is known, for others. */
  interface Keeper {
    /**
     * Keeps a position.
     *
     * @param attempts how often the next event failed
     * @param failure why it failed last; null if it did not
     */
    void keep(EventPosition position, int attempts, @Nullable String failure);
  }

  EventDelivery(
      EventSource source,
      SubscriptionSettings how,
      Consumer<? super ModelEvent> listener,
      BooleanSupplier closed,
      Keeper keeper,
      EventPosition begin) {
    this.source = source;
    this.how = how;
    this.listener = listener;
    this.closed = closed;
    this.keeper = keeper;
    this.clock = how.clock();
    this.nanos = how.nanos();
    this.position = begin;
  }

  EventPosition position() {
    return position;
  }

  /**
   * Delivers what there is.
   *
   * @return the pause before the next call; null if nothing is left to deliver
   */
  @Nullable Duration next() {
    long left = attempts == 0 ? 0 : due - nanos.getAsLong();
    if (left > 0) {
      return Duration.ofNanos(left);
    }
    List<JournalEntry> batch = source.next(position.sequence(), BATCH);
    for (JournalEntry entry : batch) {
      if (!deliver(entry)) {
        return closed.getAsBoolean()
            ? null
            : Duration.ofNanos(Math.max(0, due - nanos.getAsLong()));
      }
      position = position.before(entry.sequence() + 1);
    }
    if (!batch.isEmpty()) {
      keeper.keep(position, 0, null);
    }
    return batch.size() == BATCH ? Duration.ZERO : null;
  }

  /** Returns whether all events of the entry are done with. */
  private boolean deliver(JournalEntry entry) {
    List<ModelEvent> wanted =
        source.events(entry).stream()
            .filter(event -> event.part() >= position.part() && how.wants(event))
            .toList();
    for (int i = 0; i < wanted.size(); i++) {
      if (closed.getAsBoolean() || !deliver(wanted.get(i), i == wanted.size() - 1)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether the event, perhaps the last one of its entry, is done with. */
  private boolean deliver(ModelEvent event, boolean last) {
    Throwable failure = tell(event);
    if (failure != null && closed.getAsBoolean()) {
      return false; // it may have been interrupted
    }
    if (failure == null) {
      attempts = 0;
      position = position.after(event, last);
      keeper.keep(position, 0, null);
      return true;
    }
    attempts++;
    String why = why(failure);
    if (attempts >= how.mostAttempts() && position.undelivered().size() < MOST_ASIDE) {
      LOG.error("{} could not deliver {}; it is skipped", how, event, failure);
      position = position.with(event, attempts, why, clock.instant()).after(event, last);
      attempts = 0;
      keeper.keep(position, 0, null);
      return true;
    }
    if (Floods.isLogged(attempts)) {
      LOG.warn(
          "{} could not deliver {} ({} times until now): {}",
          how,
          event,
          attempts,
          why,
          attempts == 1 ? failure : null); // once with where it came from
    }
    due = nanos.getAsLong() + pause(event, failure);
    keeper.keep(position, attempts, why);
    return false;
  }

  /** Delivers what was set aside once more. */
  void retry() {
    for (Aside aside : position.undelivered()) {
      if (closed.getAsBoolean()) {
        return;
      }
      ModelEvent event = aside.event(source);
      Throwable failure = tell(event);
      if (failure != null && closed.getAsBoolean()) {
        return;
      }
      position =
          failure == null
              ? position.without(event)
              : position.with(event, aside.attempts() + 1, why(failure), clock.instant());
      keeper.keep(position, attempts, null);
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // a listener may throw anything
  private @Nullable Throwable tell(ModelEvent event) {
    try {
      Callbacks.run(() -> listener.accept(event));
      return null;
    } catch (Throwable e) {
      return e;
    } finally {
      Thread.interrupted(); // of the listener; else keeping the position might be interrupted
    }
  }

  private static String why(Throwable failure) {
    String text = FreeText.of("failure of a listener", failure);
    return text.substring(0, Math.min(text.length(), LONGEST_FAILURE));
  }

  private long pause(ModelEvent event, Throwable failure) {
    long longest = how.longest().toNanos();
    double doubled =
        Math.min((double) longest, how.first().toNanos() * Math.pow(2, attempts - 1.0));
    double shorter =
        new SplittableRandom(Objects.hash(how.key(), event.id(), attempts)).nextDouble();
    long asked =
        failure instanceof OverloadedException busy
            ? busy.retryAfter().orElse(Duration.ZERO).toNanos()
            : 0;
    return Math.max((long) (doubled * (1 - shorter / 2)), Math.min(asked, longest));
  }
}

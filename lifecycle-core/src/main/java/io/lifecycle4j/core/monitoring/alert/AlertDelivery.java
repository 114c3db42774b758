package io.lifecycle4j.core.monitoring.alert;

import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.core.error.Joining;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.Lead;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes alerts to the listeners of a model, on a thread of its own, in one of the processes that
 * have listeners: the one that owns the journal {@code alert-delivery-MODEL}, which has how far it
 * is.
 *
 * <p>At least once: the position is kept after all listeners have returned. An alert that changed
 * several times before is delivered as it is now, once. A listener that throws is tried again later
 * and keeps no other one waiting. Thread-safe.
 */
public final class AlertDelivery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertDelivery.class);

  /** How often it asks for alerts of other processes, or whether to deliver instead of another. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  static final int ATTEMPTS = 20;

  private final String model;
  private final AlertBook book;
  private final List<Listening> listeners;
  private final Lead lead;
  private final Rounds rounds;
  private final boolean idle;
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch left = new CountDownLatch(1);
  private volatile boolean opened;
  private volatile boolean closed;

  /** Where it is; -1 while it does not lead. Confined to the thread, as is what follows. */
  private long position = -1;

  /** How often it failed for another reason than a listener. */
  private long failures;

  /**
   * The position, as stored.
   *
   * @param delivered the entry of alerts up to which all was delivered
   */
  record Position(int v, String model, long delivered) {}

  /** Delivers nothing before {@link #open}. */
  public AlertDelivery(
      Medium home, String model, AlertBook book, List<Consumer<? super Alert>> listeners) {
    this.model = model;
    this.book = book;
    this.listeners = listeners.stream().<Listening>map(Listening::new).toList();
    this.lead = new Lead(home.journals(), Kind.ALERT_DELIVERY.of(model));
    this.rounds = new Rounds("alerts-" + model, this::round);
    this.idle = listeners.isEmpty() || home.isReadOnly();
  }

  /** Begins; alerts that are opened from now on are delivered, also if this process dies. */
  public void open() {
    if (!idle) {
      opened = true;
      if (rounds.wake()) {
        Joining.uninterruptibly(begun, PATIENCE);
      }
    }
  }

  /** Delivers what was decided since the last round. */
  public void wake() {
    if (opened && !closed) {
      rounds.wake();
    }
  }

  private @Nullable Duration round() {
    if (closed) {
      lead.resign();
      begun.countDown();
      left.countDown();
      return null;
    }
    try {
      return leads() ? deliver() : LOOK;
    } catch (LifecycleException e) {
      if (Floods.isLogged(++failures)) {
        LOG.warn("Cannot deliver alerts of {} now; it is tried again", model, e);
      }
      position = -1;
      lead.resign();
      return LOOK;
    } finally {
      begun.countDown();
    }
  }

  private boolean leads() {
    if (position >= 0) {
      return true;
    }
    if (!lead.tryLead()) {
      return false;
    }
    position = lead.last().map(this::read).orElse(-1L);
    long newest = book.sequence();
    if (position < 0 || position > newest) {
      keep(newest); // the first listeners of the model, or the position or alerts were corrupt
    }
    return true;
  }

  private long read(JournalEntry entry) {
    Position read =
        Json.PLAIN.read(entry.payload(), Position.class, "position of alerts of " + model);
    if (read.v() != AlertLine.VERSION || !model.equals(read.model()) || read.delivered() < 0) {
      throw new CorruptDataException("Corrupt position of alerts of " + model + ": " + read);
    }
    return read.delivered();
  }

  private void keep(long delivered) {
    lead.write(Json.PLAIN.write(new Position(AlertLine.VERSION, model, delivered)));
    listeners.forEach(each -> each.received.removeIf(one -> one.sequence() <= delivered));
    position = delivered;
  }

  private Duration deliver() {
    long newest = book.sequence();
    List<AlertBook.Change> changes = book.changedAfter(position);
    boolean allTook = true;
    for (int i = 0; i < changes.size() && !closed; i++) {
      AlertBook.Change change = changes.get(i);
      allTook &= deliver(change);
      if (allTook && i + 1 < changes.size() && changes.get(i + 1).sequence() > change.sequence()) {
        keep(change.sequence());
      }
    }
    if (closed) {
      return Duration.ZERO;
    }
    if (allTook && newest > position) {
      keep(newest);
    }
    long now = System.nanoTime();
    return Duration.ofNanos(
        listeners.stream()
            .filter(each -> each.attempts > 0)
            .mapToLong(each -> Math.max(0, each.due - now))
            .reduce(LOOK.toNanos(), Math::min));
  }

  /** Returns whether no listener is left to receive it; one that waits keeps no other waiting. */
  private boolean deliver(AlertBook.Change change) {
    boolean allTook = true;
    for (Listening each : listeners) {
      allTook &= each.receive(change);
    }
    return allTook && !closed;
  }

  /**
   * A listener: it receives alerts in their order, and none before the last one was tried again.
   */
  private final class Listening {
    private final Consumer<? super Alert> listener;

    /** What it received since the position was kept. */
    private final Set<Received> received = new HashSet<>();

    private int attempts;

    /** When to try again after an attempt, by {@link System#nanoTime}. */
    private long due;

    Listening(Consumer<? super Alert> listener) {
      this.listener = listener;
    }

    /** Returns whether it received a change, now or before, or never will. */
    boolean receive(AlertBook.Change change) {
      Received delivery = new Received(change.alert().id(), change.sequence());
      if (received.contains(delivery)) {
        return true;
      }
      if (closed || (attempts > 0 && due - System.nanoTime() > 0)) {
        return false;
      }
      Throwable failure = call(listener, change.alert());
      if (closed && failure != null) {
        return false; // it may have been interrupted
      }
      if (failure != null && ++attempts < ATTEMPTS) {
        LOG.warn(
            "Alert {} could not be delivered ({} times until now); it is tried again",
            change.alert().id(),
            attempts,
            failure);
        due = System.nanoTime() + pause(failure, attempts).toNanos();
        return false;
      }
      if (failure != null) {
        LOG.error("Alert {} could not be delivered; it is skipped", change.alert(), failure);
      }
      attempts = 0;
      received.add(delivery);
      return true;
    }
  }

  /** An alert as it was changed by an entry. */
  private record Received(String alert, long sequence) {}

  private static Duration pause(Throwable failure, int attempts) {
    Duration asked =
        failure instanceof OverloadedException busy
            ? busy.retryAfter().orElse(Duration.ZERO)
            : Duration.ZERO;
    Duration doubled = Duration.ofSeconds(1L << Math.min(attempts - 1, 9));
    Duration longer = asked.compareTo(doubled) > 0 ? asked : doubled;
    return longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // a listener may throw anything
  private static @Nullable Throwable call(Consumer<? super Alert> listener, Alert alert) {
    try {
      Callbacks.run(() -> listener.accept(alert));
      return null;
    } catch (Throwable e) {
      return e;
    } finally {
      Thread.interrupted(); // of the listener; else keeping the position might be interrupted
    }
  }

  /** Delivers nothing more; waits a few seconds for a listener, unless one calls this. */
  @Override
  public void close() {
    closed = true;
    if (!opened || left.getCount() == 0 || !rounds.wake() || Callbacks.isInside()) {
      return;
    }
    if (!Joining.uninterruptibly(left, PATIENCE)) {
      rounds.interrupt();
      LOG.warn("Closed {} while a listener of alerts has not returned after {}", model, PATIENCE);
    }
  }
}

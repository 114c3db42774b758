package io.lifecycle4j.core.registry.events;

import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.error.Joining;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.core.storage.Lead;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.registry.Subscription;
import io.lifecycle4j.registry.SubscriptionStatus;
import io.lifecycle4j.registry.SubscriptionStatus.State;
import io.lifecycle4j.registry.UndeliveredEvent;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events on a thread of its own, while there are any. One with a name delivers while it
 * owns the journal of that name, which has its position.
 */
final class EventSubscription implements Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(EventSubscription.class);

  /** How long a listener may go on when the subscription is closed, before it is interrupted. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** How long closing waits after that. */
  private static final Duration REST = Duration.ofMillis(4_500);

  /** How long the caller waits until the position is kept. */
  private static final Duration FIRST = Duration.ofSeconds(30);

  /** How often it tries again to deliver instead of another process, or to read and write. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final EventSource source;
  private final SubscriptionSettings how;
  private final Consumer<? super ModelEvent> listener;
  private final Rounds rounds;
  private final JournalStore journals;

  /** The journal with the position; null without a name. */
  private final @Nullable String journal;

  private final @Nullable Lead lead;

  /** Where it begins without a position. */
  private final long begin;

  private final Runnable unfollow;
  private final Consumer<EventSubscription> forget;

  /** Open once the first position is kept, or cannot be kept here. */
  private final CountDownLatch begun = new CountDownLatch(1);

  private final CountDownLatch left = new CountDownLatch(1);
  private volatile boolean closed;
  private volatile boolean retries;

  /** How far it is; null while it does not deliver. */
  private volatile @Nullable Progress progress;

  /** Why nothing can be delivered; null if the listener is called. */
  private volatile @Nullable String problem;

  /** Null before it delivers; confined to the thread, as is the next one. */
  private @Nullable EventDelivery delivery;

  /** How far it was when it stopped to deliver. */
  private @Nullable EventPosition last;

  private record Progress(EventPosition position, int attempts, @Nullable String failure) {}

  EventSubscription(
      EventSource source,
      SubscriptionSettings how,
      Consumer<? super ModelEvent> listener,
      JournalStore journals,
      Consumer<EventSubscription> forget) {
    this.source = source;
    this.how = how;
    this.listener = listener;
    this.journals = journals;
    this.forget = forget;
    this.journal = how.name().map(OpenSubscriptions::journal).orElse(null);
    this.lead = journal == null ? null : new Lead(journals, journal);
    this.begin = how.from().orElseGet(() -> source.refresh() + 1);
    this.rounds =
        new Rounds(how.name().map(name -> "events-" + name).orElse("events"), this::round);
    this.unfollow = source.onChange(rounds::wake);
  }

  /** What is recorded from now on is delivered, also if this process dies at once. */
  void start() {
    if (!rounds.wake()) {
      unfollow.run();
      throw new OverloadedException(
          "Cannot deliver events: no thread can be started (end some, and try again)");
    }
    Joining.uninterruptibly(begun, FIRST);
  }

  private @Nullable Duration round() {
    if (closed) {
      leave();
      begun.countDown();
      left.countDown();
      return null;
    }
    try {
      EventDelivery current = begun();
      if (current == null) {
        return LOOK;
      }
      if (retries) {
        retries = false;
        current.retry();
      }
      Duration pause = current.next();
      problem = null;
      return closed ? Duration.ZERO : pause;
    } catch (LifecycleException e) {
      return failed(e);
    } catch (ClosedException e) {
      LOG.debug("{} ends: the home is closed", how, e);
      return null;
    }
  }

  /** Lets other processes try, which may be newer or have better storage. */
  private Duration failed(LifecycleException e) {
    String why = FreeText.of("failure of a subscription", e);
    if (!why.equals(problem)) {
      LOG.warn("{} cannot deliver events now; it tries again", how, e);
    }
    problem = why;
    leave();
    return LOOK;
  }

  private void leave() {
    EventDelivery current = delivery;
    if (lead != null) {
      delivery = null;
      last = current == null ? last : current.position();
      progress = null;
      lead.resign();
    }
  }

  private @Nullable EventDelivery begun() {
    try {
      return delivery();
    } finally {
      begun.countDown();
    }
  }

  /** Returns null if another process delivers. */
  private @Nullable EventDelivery delivery() {
    EventDelivery current = delivery;
    if (current == null && (lead == null || lead.tryLead())) {
      EventPosition position = position();
      if (lead != null && lead.last().isEmpty()) {
        lead.write(position.write());
      }
      current = new EventDelivery(source, how, listener, () -> closed, this::keep, position);
      delivery = current;
      progress = new Progress(position, 0, null);
    }
    return current;
  }

  /** Returns where the last process was, or this one, if that could not keep how far it was. */
  private EventPosition position() {
    EventPosition begins = EventPosition.at(how.key(), begin);
    if (lead == null) {
      return begins;
    }
    if (lead.last().isEmpty() && lead.isReplaced() && how.from().isEmpty()) {
      throw new CorruptDataException(
          "Corrupt position of the subscription %s (say with which entry to begin)"
              .formatted(how.key()));
    }
    EventPosition kept = lead.last().map(EventPosition::read).orElse(begins);
    EventPosition mine = last;
    return mine != null && mine.isAfter(kept) ? mine : kept;
  }

  private void keep(EventPosition position, int attempts, @Nullable String failure) {
    Progress before = progress;
    progress = new Progress(position, attempts, failure);
    if (lead != null && (before == null || !before.position().equals(position))) {
      lead.write(position.write());
    }
  }

  @Override
  public SubscriptionStatus status() {
    long newest = source.refresh();
    Progress now = progress;
    String failure = problem != null || now == null ? problem : now.failure();
    EventPosition position = position(now);
    return new SubscriptionStatus(
        how.name(),
        state(now, failure),
        position.sequence() - 1,
        newest,
        now == null ? 0 : now.attempts(),
        position.undelivered().size(),
        Optional.ofNullable(failure).or(position::lastFailure));
  }

  private State state(@Nullable Progress now, @Nullable String failure) {
    if (closed) {
      return State.CLOSED;
    }
    if (failure != null) {
      return State.RETRYING;
    }
    return now == null ? State.STANDING_BY : State.DELIVERING;
  }

  private EventPosition position(@Nullable Progress now) {
    if (now != null) {
      return now.position();
    }
    return Optional.ofNullable(journal)
        .flatMap(name -> Lead.peek(journals, name))
        .map(EventPosition::read)
        .orElseGet(() -> EventPosition.at(how.key(), begin));
  }

  @Override
  public List<UndeliveredEvent> undelivered() {
    return position(progress).undelivered().stream()
        .map(
            aside ->
                new UndeliveredEvent(
                    aside.event(source), aside.attempts(), aside.time(), aside.failure()))
        .toList();
  }

  @Override
  public void retryUndelivered() {
    if (closed) {
      throw new ClosedException(how + " is closed");
    }
    retries = true;
    rounds.wake();
  }

  @Override
  public void close() {
    closed = true;
    unfollow.run();
    forget.accept(this);
    if (left.getCount() == 0 || !rounds.wake() || Callbacks.isInside()) {
      return;
    }
    if (!Joining.uninterruptibly(left, PATIENCE)) {
      rounds.interrupt();
      if (!Joining.uninterruptibly(left, REST)) {
        LOG.error("The listener of {} has not returned: it is left to itself", how);
      }
    }
  }

  @Override
  public String toString() {
    return how.toString();
  }
}

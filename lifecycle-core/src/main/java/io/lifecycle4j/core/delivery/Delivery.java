package io.lifecycle4j.core.delivery;

import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.error.Joining;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.core.storage.Lead;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.LifecycleException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers to one listener on a thread of its own, while there is something to deliver. One with a
 * stored position delivers while it owns the journal of that position. Thread-safe.
 */
public final class Delivery<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  /** How long closing waits for a listener in all. */
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /** How long the caller waits until the position is stored. */
  private static final Duration FIRST = Duration.ofSeconds(30);

  /** How often it tries again to deliver instead of another process, or to read and write. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final DeliverySource<T> source;
  private final DeliverySettings<T> how;
  private final Consumer<? super T> listener;
  private final @Nullable Lead lead;
  private final Begin begin;
  private final Rounds rounds;
  private final Runnable unfollow;

  /** Open once the first position is stored, or cannot be stored here. */
  private final CountDownLatch begun = new CountDownLatch(1);

  private final CountDownLatch left = new CountDownLatch(1);
  private volatile boolean started;
  private volatile boolean closed;
  private volatile boolean retries;

  /** How far it is; null while it does not deliver. */
  private volatile @Nullable Progress progress;

  /** Why nothing can be delivered; null if the listener is called. */
  private volatile @Nullable String problem;

  /** Null before it delivers; confined to the thread, as is the next one. */
  private @Nullable DeliveryLoop<T> loop;

  /** How far it was when it stopped to deliver. */
  private @Nullable DeliveryPosition last;

  /** How far a delivery is. */
  private record Progress(DeliveryPosition position, int attempts, @Nullable String failure) {}

  /** What a delivery does. */
  public enum State {
    STANDING_BY,
    DELIVERING,
    RETRYING,
    CLOSED
  }

  /** Where a delivery begins that has no position. */
  public interface Begin {
    /** Returns the first entry to deliver. */
    long first();

    /**
     * Returns the first entry to deliver if the position was lost, or entries were.
     *
     * @throws io.lifecycle4j.error.CorruptDataException if a user has to say so
     */
    long afterLoss();
  }

  /**
   * How a delivery is.
   *
   * @param attempts how often what is next failed
   * @param failure why, or why nothing can be delivered, or why what was skipped last failed
   */
  public record Status(
      State state, DeliveryPosition position, int attempts, Optional<String> failure) {}

  /**
   * Delivers nothing before {@link #start}.
   *
   * @param begin knows where to begin without a position
   */
  public Delivery(
      DeliverySource<T> source,
      DeliverySettings<T> how,
      Consumer<? super T> listener,
      Begin begin) {
    this.source = source;
    this.how = how;
    this.listener = listener;
    String journal = how.journal();
    this.lead = journal == null ? null : new Lead(how.journals(), journal);
    this.begin = begin;
    this.rounds = new Rounds(how.thread(), this::round);
    this.unfollow = source.onChange(this::wake);
  }

  private void wake() {
    if (started && !closed) {
      rounds.wake();
    }
  }

  /**
   * Begins; {@link #awaitBegun} waits until the position is stored.
   *
   * @return whether there is a thread
   */
  public boolean start() {
    started = true;
    return rounds.wake();
  }

  /** What is recorded from now on is delivered, also if this process dies at once. */
  public void awaitBegun() {
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
      DeliveryLoop<T> current = begun();
      if (current == null) {
        return LOOK;
      }
      if (retries) {
        retries = false;
        current.retry();
      }
      Duration pause = current.next();
      problem = null;
      if (closed) {
        return Duration.ZERO;
      }
      return pause == null ? source.look() : pause;
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
      LOG.warn("{} cannot deliver now; it tries again", how, e);
    }
    problem = why;
    leave();
    return LOOK;
  }

  private void leave() {
    DeliveryLoop<T> current = loop;
    if (lead != null) {
      loop = null;
      last = current == null ? last : current.position();
      progress = null;
      lead.resign();
    }
  }

  private @Nullable DeliveryLoop<T> begun() {
    try {
      return loop();
    } finally {
      begun.countDown();
    }
  }

  /** Returns null if another process delivers. */
  private @Nullable DeliveryLoop<T> loop() {
    DeliveryLoop<T> current = loop;
    if (current == null && (lead == null || lead.tryLead())) {
      DeliveryPosition position = position();
      if (lead != null && lead.last().isEmpty()) {
        lead.write(position.write());
      }
      current = new DeliveryLoop<>(source, how, listener, () -> closed, this::keep, position);
      loop = current;
      progress = new Progress(position, 0, null);
    }
    return current;
  }

  /** Returns where the last process was, or this one, if that could not store how far it was. */
  private DeliveryPosition position() {
    if (lead == null) {
      return DeliveryPosition.at(how.name(), begin.first());
    }
    DeliveryPosition kept =
        lead.last().map(DeliveryPosition::read).map(this::possible).orElseGet(this::first);
    DeliveryPosition mine = last;
    return mine != null && mine.isAfter(kept) ? mine : kept;
  }

  /** Returns where to begin instead of a position after all that the journal has. */
  private DeliveryPosition possible(DeliveryPosition stored) {
    if (source.isPossible(stored.sequence())) {
      return stored;
    }
    LOG.warn(
        "{} was at entry {}, which there is not any more: entries were lost",
        how,
        stored.sequence());
    return DeliveryPosition.at(how.name(), begin.afterLoss());
  }

  private DeliveryPosition first() {
    boolean isLost = lead != null && lead.isReplaced();
    return DeliveryPosition.at(how.name(), isLost ? begin.afterLoss() : begin.first());
  }

  private void keep(DeliveryPosition position, int attempts, @Nullable String failure) {
    Progress before = progress;
    progress = new Progress(position, attempts, failure);
    if (lead != null && (before == null || !before.position().equals(position))) {
      lead.write(position.write());
    }
  }

  /** Returns how it is; of one that another process delivers, as far as that one has stored. */
  public Status status() {
    Progress now = progress;
    String failure = problem != null || now == null ? problem : now.failure();
    DeliveryPosition position = now == null ? stored() : now.position();
    return new Status(
        state(now, failure),
        position,
        now == null ? 0 : now.attempts(),
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

  private DeliveryPosition stored() {
    return Optional.ofNullable(how.journal())
        .flatMap(journal -> Lead.peek(how.journals(), journal))
        .map(DeliveryPosition::read)
        .orElseGet(() -> DeliveryPosition.at(how.name(), begin.first()));
  }

  /** Delivers what was skipped once more, in this process once it delivers. */
  public void retry() {
    if (closed) {
      throw new ClosedException(how + " is closed");
    }
    retries = true;
    rounds.wake();
  }

  /** Delivers nothing more; {@link #close} waits for that. */
  public void stop() {
    closed = true;
    unfollow.run();
  }

  /** Delivers nothing more; waits a few seconds for the listener, unless one calls this. */
  @Override
  public void close() {
    stop();
    if (!started || left.getCount() == 0 || !rounds.wake() || Callbacks.isInside()) {
      return;
    }
    Duration patience = how.retries().patience();
    if (!Joining.uninterruptibly(left, patience)) {
      rounds.interrupt();
      if (!Joining.uninterruptibly(left, CLOSING.minus(patience))) {
        LOG.error("The listener of {} has not returned: it is left to itself", how);
      }
    }
  }

  @Override
  public String toString() {
    return how.toString();
  }
}

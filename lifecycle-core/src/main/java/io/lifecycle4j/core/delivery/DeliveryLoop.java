package io.lifecycle4j.core.delivery;

import io.lifecycle4j.core.delivery.DeliveryPosition.Skipped;
import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.OverloadedException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls one listener from a position on. Confined to one thread. */
final class DeliveryLoop<T> {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);

  /** As much is skipped; what fails next holds up what is after it. */
  static final int MOST_SKIPPED = 100;

  private static final int BATCH = 100;
  private static final int LONGEST_FAILURE = 500;

  private final DeliverySource<T> source;
  private final DeliverySettings<T> how;
  private final Consumer<? super T> listener;
  private final BooleanSupplier closed;
  private final Keeper keeper;

  private DeliveryPosition position;

  /** The id of what failed, and how often. */
  private String failing = "";

  private int attempts;

  /** When the next attempt is due, if the last one failed. */
  private long due;

  /** Stores what is known, for others. */
  interface Keeper {
    /**
     * Stores a position.
     *
     * @param attempts how often what is next failed
     * @param failure why it failed last; null if it did not
     */
    void keep(DeliveryPosition position, int attempts, @Nullable String failure);
  }

  DeliveryLoop(
      DeliverySource<T> source,
      DeliverySettings<T> how,
      Consumer<? super T> listener,
      BooleanSupplier closed,
      Keeper keeper,
      DeliveryPosition begin) {
    this.source = source;
    this.how = how;
    this.listener = listener;
    this.closed = closed;
    this.keeper = keeper;
    this.position = begin;
  }

  DeliveryPosition position() {
    return position;
  }

  /**
   * Delivers what there is.
   *
   * @return the pause before the next call; null if nothing is left to deliver
   */
  @Nullable Duration next() {
    long left = attempts == 0 ? 0 : due - now();
    if (left > 0) {
      return Duration.ofNanos(left);
    }
    List<DeliverySource.Entry<T>> batch = source.next(position.sequence(), BATCH);
    for (DeliverySource.Entry<T> entry : batch) {
      if (!deliver(entry)) {
        return closed.getAsBoolean() ? null : Duration.ofNanos(Math.max(0, due - now()));
      }
      position = position.before(entry.sequence() + 1);
    }
    if (!batch.isEmpty()) {
      keeper.keep(position, 0, null);
    }
    return batch.size() == BATCH ? Duration.ZERO : null;
  }

  private long now() {
    return how.nanos().getAsLong();
  }

  /** Returns whether all of the entry is done with. */
  private boolean deliver(DeliverySource.Entry<T> entry) {
    List<Deliverable<T>> wanted =
        entry.read().get().stream()
            .filter(each -> position.isBefore(each) && how.wants().test(each.value()))
            .toList();
    for (int i = 0; i < wanted.size(); i++) {
      if (closed.getAsBoolean() || !deliver(wanted.get(i), i == wanted.size() - 1)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether something, perhaps the last of its entry, is done with. */
  private boolean deliver(Deliverable<T> next, boolean last) {
    Throwable failure = tell(next.value());
    if (failure != null && closed.getAsBoolean()) {
      return false; // it may have been interrupted
    }
    if (failure == null) {
      attempts = 0;
      position = position.after(next, last);
      keeper.keep(position, 0, null);
      return true;
    }
    attempts = next.id().equals(failing) ? attempts + 1 : 1;
    failing = next.id();
    String why = why(failure);
    if (attempts >= how.retries().attempts() && position.undelivered().size() < MOST_SKIPPED) {
      LOG.error("{} could not deliver {}; it is skipped", how, next.value(), failure);
      position = position.with(skipped(next, attempts, why)).after(next, last);
      attempts = 0;
      keeper.keep(position, 0, null);
      return true;
    }
    if (Floods.isLogged(attempts)) {
      LOG.warn(
          "{} could not deliver {} ({} times until now): {}",
          how,
          next.value(),
          attempts,
          why,
          attempts == 1 ? failure : null); // once with where it came from
    }
    due = now() + pause(next, failure);
    keeper.keep(position, attempts, why);
    return false;
  }

  private Skipped skipped(Deliverable<T> failed, int times, String why) {
    return new Skipped(times, why, failed.part(), failed.sequence(), how.clock().instant());
  }

  /** Delivers what was skipped once more. */
  void retry() {
    for (Skipped skipped : position.undelivered()) {
      if (closed.getAsBoolean()) {
        return;
      }
      Optional<Deliverable<T>> found = source.find(skipped.sequence(), skipped.part());
      Throwable failure = found.map(each -> tell(each.value())).orElse(null);
      if (failure != null && closed.getAsBoolean()) {
        return;
      }
      position =
          failure == null
              ? position.without(skipped)
              : position.with(skipped(found.orElseThrow(), skipped.attempts() + 1, why(failure)));
      keeper.keep(position, attempts, null);
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // a listener may throw anything
  private @Nullable Throwable tell(T value) {
    try {
      Callbacks.run(() -> listener.accept(value));
      return null;
    } catch (Throwable e) {
      return e;
    } finally {
      Thread.interrupted(); // of the listener; else storing the position might be interrupted
    }
  }

  private static String why(Throwable failure) {
    String text = FreeText.of("failure of a listener", failure);
    return text.substring(0, Math.min(text.length(), LONGEST_FAILURE));
  }

  private long pause(Deliverable<T> next, Throwable failure) {
    long longest = how.retries().longest().toNanos();
    double doubled =
        Math.min((double) longest, how.retries().first().toNanos() * Math.pow(2, attempts - 1.0));
    double shorter =
        new SplittableRandom(Objects.hash(how.name(), next.id(), attempts)).nextDouble();
    long asked =
        failure instanceof OverloadedException busy
            ? busy.retryAfter().orElse(Duration.ZERO).toNanos()
            : 0;
    return Math.max((long) (doubled * (1 - shorter / 2)), Math.min(asked, longest));
  }
}

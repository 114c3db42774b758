package io.lifecycle4j.core.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a journal records, as listeners receive it. Thread-safe.
 *
 * @param <T> what a listener receives
 */
public interface DeliverySource<T> {
  /**
   * An entry.
   *
   * @param sequence its place, from 1
   * @param read returns what is delivered of it, in the order of its parts; throws if this library
   *     cannot tell all of it
   */
  record Entry<T>(long sequence, Supplier<List<Deliverable<T>>> read) {}

  /** Reads what other processes wrote, and returns the newest entry. */
  long refresh();

  /** Calls a listener after each change; returns what ends that. */
  Runnable onChange(Runnable listener);

  /**
   * Returns how often to ask for the entries of other processes; null if {@link #onChange} tells of
   * them too.
   */
  @Nullable Duration look();

  /**
   * Returns entries that survive a power failure, so that nobody receives what is lost.
   *
   * @param from the first one, or any before it
   */
  List<Entry<T>> next(long from, int most);

  /** Finds what failed before; empty if a later entry replaced it, which is delivered instead. */
  Optional<Deliverable<T>> find(long sequence, int part);

  /**
   * Returns whether a stored position may be one of this journal; if not, the journal lost entries.
   *
   * @param sequence the next entry
   */
  boolean isPossible(long sequence);
}

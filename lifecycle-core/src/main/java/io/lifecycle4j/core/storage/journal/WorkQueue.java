package io.lifecycle4j.core.storage.journal;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Work in the order in which any threads add it, for one thread at a time to take.
 *
 * <p>Why not a queue of the JDK: they are linked lists, and who goes through one knows where the
 * next element is only when this one has come from the cache of another core, which is a quarter of
 * what an append costs. Here they lie in arrays, so that many come at once. Adding is one atomic
 * instruction, taking none; and since the arrays are young, garbage collectors fence neither.
 */
final class WorkQueue {
  private static final int LENGTH = 1 << 8;

  private final AtomicLong added = new AtomicLong();

  /** How much was taken; used by the taking thread alone. */
  private long taken;

  /** Where the next is taken; nothing that is still to be added belongs before it. */
  private volatile Part taking = new Part(0);

  /** Where somebody added last. */
  private volatile Part adding = taking;

  /**
   * A part of the queue. It leads to the one behind it until all was taken, so that who is late
   * finds its place, and then to itself: an old object would keep all that came after it.
   */
  private static final class Part {
    private final long number;
    private final AtomicReferenceArray<@Nullable Work<?>> places =
        new AtomicReferenceArray<>(LENGTH);
    private final AtomicReference<@Nullable Part> next = new AtomicReference<>();

    Part(long number) {
      this.number = number;
    }

    /** The part behind this one, which whoever comes first makes. */
    Part next() {
      Part there = next.get();
      if (there != null) {
        return there;
      }
      Part made = new Part(number + 1);
      Part before = next.compareAndExchange(null, made);
      return before == null ? made : before;
    }
  }

  void add(Work<?> work) {
    while (true) {
      long index = added.get();
      Part part = part(index / LENGTH); // first, since there may be no memory for it
      if (added.compareAndSet(index, index + 1)) {
        part.places.setRelease(place(index), work);
        return;
      }
    }
  }

  /** Finds or makes the part of a place, unless somebody else has meanwhile added there. */
  private Part part(long number) {
    Part part = adding;
    if (part.number == number) {
      return part;
    }
    if (part.number > number) {
      part = taking;
    }
    while (part.number < number) {
      Part next = part.next();
      part = next == part ? taking : next;
    }
    adding = part;
    return part;
  }

  /** Returns what is first without taking it; null if nothing is there yet. */
  @Nullable Work<?> peek() {
    Part part = taking;
    if (part.number < taken / LENGTH) {
      Part next = part.next.get();
      if (next == null) {
        return null;
      }
      taking = next;
      part.next.set(part);
      part = next;
    }
    return part.places.getAcquire(place(taken));
  }

  /** Takes what is first; null if nothing is there yet. */
  @Nullable Work<?> poll() {
    Work<?> first = peek();
    if (first != null) {
      take(1);
    }
    return first;
  }

  /**
   * Looks at appends that are first, without taking them: some of them, there may be more.
   *
   * <p>Does nothing else: the shorter the loop, the more of them come from the other core at once.
   *
   * @param appends gets them
   * @param most how many it gets at most
   * @return how many it got; none if other work is first, or nothing is there yet
   */
  int peekAppends(List<Append> appends, int most) {
    if (peek() == null) {
      return 0;
    }
    AtomicReferenceArray<@Nullable Work<?>> places = taking.places;
    int from = place(taken);
    int to = Math.min(LENGTH, from + most);
    int at = from;
    while (at < to && places.getAcquire(at) instanceof Append append) {
      appends.add(append);
      at++;
    }
    return at - from;
  }

  /** Takes that many of those that were looked at. */
  void take(int count) {
    AtomicReferenceArray<@Nullable Work<?>> places = taking.places;
    int from = place(taken);
    for (int at = from; at < from + count; at++) {
      places.setPlain(at, null);
    }
    taken += count;
  }

  private static int place(long index) {
    return (int) index & (LENGTH - 1);
  }

  /** Tells whether nothing was added since; what is being added just now counts. */
  boolean isEmpty() {
    return added.get() == taken;
  }
}

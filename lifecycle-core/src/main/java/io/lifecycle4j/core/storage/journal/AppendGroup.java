package io.lifecycle4j.core.storage.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * Batches that are written together. Used by one thread; a new one for each group, since storing a
 * young object in an old array costs a fence.
 */
final class AppendGroup {
  private static final int MOST_BYTES = 1 << 22;

  /** As many as the cache of a core holds: they are gone through a second time to be told. */
  private static final int MOST = 1 << 12;

  private final List<Append> appends;
  private int size;
  private long bytes;
  private int forcing;

  /**
   * Begins a group.
   *
   * @param first what was taken from the queue
   * @param likely how many there may be
   */
  AppendGroup(Append first, int likely) {
    appends = new ArrayList<>(likely);
    appends.add(first);
    count(first);
  }

  private void count(Append append) {
    size++;
    bytes += append.bytes();
    forcing += append.forces() ? 1 : 0;
  }

  /** Takes some of what is first in a queue; returns whether there was an append. */
  boolean take(WorkQueue queue) {
    int before = size;
    int end = before + queue.peekAppends(appends, MOST - before);
    while (size < end && !isFull()) {
      count(appends.get(size));
    }
    queue.take(size - before);
    if (size < end) {
      appends.subList(size, end).clear();
    }
    return size > before;
  }

  boolean isFull() {
    return bytes >= MOST_BYTES || size >= MOST;
  }

  /** The batches, in their order. */
  List<Append> appends() {
    return appends;
  }

  int size() {
    return size;
  }

  /** How many bytes the batches have. */
  long bytes() {
    return bytes;
  }

  /** How many of them ask for a force. */
  int forcing() {
    return forcing;
  }

  /** Tells all that were taken. */
  void fail(Throwable cause) {
    for (int i = 0; i < size; i++) {
      appends.get(i).completeExceptionally(cause);
    }
  }
}

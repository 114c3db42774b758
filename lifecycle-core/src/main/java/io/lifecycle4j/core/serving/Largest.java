package io.lifecycle4j.core.serving;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToDoubleFunction;

/** The 20 largest of many differences. Not thread-safe. */
final class Largest<T> {
  /** How many are kept. */
  static final int MOST = 20;

  private final Comparator<T> order;
  private final PriorityQueue<T> kept;

  Largest(ToDoubleFunction<? super T> size) {
    this.order = Comparator.comparingDouble(size);
    this.kept = new PriorityQueue<>(order);
  }

  void add(T next) {
    kept.add(next);
    if (kept.size() > MOST) {
      kept.poll();
    }
  }

  /** Returns those kept, the largest first. */
  List<T> sorted() {
    return kept.stream().sorted(order.reversed()).toList();
  }
}

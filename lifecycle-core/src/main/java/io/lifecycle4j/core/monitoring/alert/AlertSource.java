package io.lifecycle4j.core.monitoring.alert;

import io.lifecycle4j.core.delivery.Deliverable;
import io.lifecycle4j.core.delivery.Delivery;
import io.lifecycle4j.core.delivery.DeliverySource;
import io.lifecycle4j.monitoring.Alert;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The alerts of a model as listeners receive them: each in the entry of its newest decision, as it
 * is now. An older decision about it is not delivered any more.
 *
 * <p>Listeners of a model that never had any begin with what is decided next.
 */
record AlertSource(AlertBook book) implements DeliverySource<Alert>, Delivery.Begin {
  private static final Duration LOOK = Duration.ofSeconds(1);

  @Override
  public long refresh() {
    return book.sequence();
  }

  @Override
  public Runnable onChange(Runnable listener) {
    return book.onChange(listener);
  }

  @Override
  public Duration look() {
    return LOOK;
  }

  @Override
  public List<Entry<Alert>> next(long from, int most) {
    Map<Long, List<Deliverable<Alert>>> entries = new TreeMap<>();
    for (Deliverable<Alert> each : book.changedFrom(from)) {
      entries.computeIfAbsent(each.sequence(), entry -> new ArrayList<>()).add(each);
    }
    return entries.entrySet().stream()
        .limit(most)
        .map(entry -> new Entry<>(entry.getKey(), entry::getValue))
        .toList();
  }

  @Override
  public Optional<Deliverable<Alert>> find(long sequence, int part) {
    return book.changedFrom(sequence).stream()
        .filter(each -> each.sequence() == sequence && each.part() == part)
        .findFirst();
  }

  /** Returns whether there is an entry before it. */
  @Override
  public boolean isPossible(long sequence) {
    return sequence <= book.sequence() + 1;
  }

  @Override
  public long first() {
    return book.sequence() + 1;
  }

  /** Listeners receive again what they may not have received: all since the oldest open alert. */
  @Override
  public long afterLoss() {
    return book.changedFrom(1).stream()
        .filter(each -> each.value().isOpen())
        .mapToLong(Deliverable::sequence)
        .min()
        .orElseGet(this::first);
  }
}

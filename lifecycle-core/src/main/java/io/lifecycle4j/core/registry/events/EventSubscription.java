package io.lifecycle4j.core.registry.events;

import io.lifecycle4j.core.delivery.Deliverable;
import io.lifecycle4j.core.delivery.Delivery;
import io.lifecycle4j.core.delivery.DeliveryPosition;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.registry.Subscription;
import io.lifecycle4j.registry.SubscriptionStatus;
import io.lifecycle4j.registry.UndeliveredEvent;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A delivery of events, from the entry after the newest one unless the user says otherwise. */
final class EventSubscription implements Subscription {
  private final EventSource source;
  private final SubscriptionSettings how;
  private final Delivery<ModelEvent> delivery;
  private final Consumer<EventSubscription> forget;

  /** Where it begins without a position. */
  private final class First implements Delivery.Begin {
    private final long begin = how.from().orElseGet(() -> source.refresh() + 1);

    @Override
    public long first() {
      return begin;
    }

    @Override
    public long afterLoss() {
      return how.from()
          .orElseThrow(
              () ->
                  new CorruptDataException(
                      "Corrupt position of the subscription %s (say with which entry to begin)"
                          .formatted(how.key())));
    }
  }

  EventSubscription(
      EventSource source,
      SubscriptionSettings how,
      Consumer<? super ModelEvent> listener,
      JournalStore journals,
      Consumer<EventSubscription> forget) {
    this.source = source;
    this.how = how;
    this.forget = forget;
    this.delivery = new Delivery<>(source, how.delivery(journals), listener, new First());
  }

  /** What is recorded from now on is delivered, also if this process dies at once. */
  void start() {
    if (!delivery.start()) {
      delivery.stop();
      throw new OverloadedException(
          "Cannot deliver events: no thread can be started (end some, and try again)");
    }
    delivery.awaitBegun();
  }

  @Override
  public SubscriptionStatus status() {
    long newest = source.refresh();
    Delivery.Status now = delivery.status();
    return new SubscriptionStatus(
        how.name(),
        SubscriptionStatus.State.valueOf(now.state().name()),
        now.position().sequence() - 1,
        newest,
        now.attempts(),
        now.position().undelivered().size(),
        now.failure());
  }

  @Override
  public List<UndeliveredEvent> undelivered() {
    return delivery.status().position().undelivered().stream().flatMap(this::event).toList();
  }

  private Stream<UndeliveredEvent> event(DeliveryPosition.Skipped skipped) {
    Optional<Deliverable<ModelEvent>> found = source.find(skipped.sequence(), skipped.part());
    return found.stream()
        .map(
            event ->
                new UndeliveredEvent(
                    event.value(), skipped.attempts(), skipped.time(), skipped.failure()));
  }

  @Override
  public void retryUndelivered() {
    delivery.retry();
  }

  @Override
  public void close() {
    delivery.stop();
    forget.accept(this);
    delivery.close();
  }

  @Override
  public String toString() {
    return how.toString();
  }
}

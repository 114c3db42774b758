package io.lifecycle4j.core.monitoring.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.core.delivery.Delivery;
import io.lifecycle4j.core.delivery.DeliverySettings;
import io.lifecycle4j.core.delivery.DeliverySettings.Retries;
import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.registry.SubscriptionStatus;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Passes the alerts of a model to its listeners: each on a thread of its own, from a position of
 * its own, so that none waits for another. Thread-safe.
 */
public final class AlertListeners implements AutoCloseable {
  /** How long a listener may go on when the model is closed, before it is interrupted. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private static final int HASH = 16;

  private final AlertSource source;
  private final List<Delivery<Alert>> deliveries;

  /**
   * Delivers nothing before {@link #open}; nothing at all if the home is read-only.
   *
   * @param listeners the listeners by their names, under which their positions are stored
   */
  public AlertListeners(
      Medium home,
      String model,
      AlertBook book,
      Map<String, Consumer<? super Alert>> listeners,
      InstantSource clock) {
    this.source = new AlertSource(book);
    this.deliveries =
        home.isReadOnly()
            ? List.of()
            : listeners.entrySet().stream()
                .map(
                    each ->
                        new Delivery<>(
                            source,
                            settings(home.journals(), model, each.getKey(), clock),
                            each.getValue(),
                            source))
                .toList();
  }

  private static DeliverySettings<Alert> settings(
      JournalStore journals, String model, String name, InstantSource clock) {
    return new DeliverySettings<>(
        "Alert listener %s of %s".formatted(name, model),
        name,
        "alerts-" + model + "-" + name,
        journals,
        journal(journals, model, name),
        alert -> true,
        new Retries(Retries.ATTEMPTS, Retries.FIRST, Retries.LONGEST, PATIENCE),
        clock,
        System::nanoTime);
  }

  /** Returns the name of the journal with the position of a listener. */
  static String journal(JournalStore journals, String model, String name) {
    return new ModelJournals(journals, Kind.ALERT_DELIVERY, model)
        .name(Hashing.hash(name.getBytes(UTF_8)).sha256().substring(0, HASH));
  }

  /** Begins; alerts that are opened from now on are delivered, also if this process dies. */
  public void open() {
    deliveries.forEach(Delivery::start); // an alert wakes one that finds no thread now
    deliveries.forEach(Delivery::awaitBegun);
  }

  /** Returns how far each listener is. */
  public List<SubscriptionStatus> statuses() {
    long newest = source.refresh();
    return deliveries.stream().map(each -> status(each, newest)).toList();
  }

  private SubscriptionStatus status(Delivery<Alert> delivery, long newest) {
    Delivery.Status now = delivery.status();
    long next = now.position().sequence();
    boolean isUpToDate = source.next(next, 1).isEmpty(); // other entries change no position
    return new SubscriptionStatus(
        Optional.of(now.position().name()),
        SubscriptionStatus.State.valueOf(now.state().name()),
        isUpToDate ? newest : Math.min(next - 1, newest),
        newest,
        now.attempts(),
        now.position().undelivered().size(),
        now.failure());
  }

  /** Delivers the alerts that were skipped once more, as they are now. */
  public void retryUndelivered() {
    deliveries.forEach(Delivery::retry);
  }

  /** Delivers nothing more; waits a few seconds for listeners, unless one calls this. */
  @Override
  public void close() {
    deliveries.forEach(Delivery::stop);
    Closing.all(deliveries, Delivery::close);
  }
}

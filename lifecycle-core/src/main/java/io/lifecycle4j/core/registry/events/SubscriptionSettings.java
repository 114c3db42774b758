package io.lifecycle4j.core.registry.events;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.delivery.DeliverySettings;
import io.lifecycle4j.core.delivery.DeliverySettings.Retries;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.registry.Subscription;
import io.lifecycle4j.registry.SubscriptionBuilder;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How events are delivered. Not thread-safe until it is complete. */
final class SubscriptionSettings implements SubscriptionBuilder {
  /** How long a listener may go on when its subscription is closed, before it is interrupted. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private static final Duration DAY = Duration.ofDays(1);

  private final OpenSubscriptions owner;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Set<String> models = new TreeSet<>();
  private final Set<String> types = new TreeSet<>();
  private @Nullable String name;
  private @Nullable Long from;
  private @Nullable Integer attempts;
  private @Nullable Duration first;
  private @Nullable Duration longest;

  SubscriptionSettings(OpenSubscriptions owner, InstantSource clock, LongSupplier nanos) {
    this.owner = owner;
    this.clock = clock;
    this.nanos = nanos;
  }

  @Override
  public SubscriptionBuilder named(String of) {
    checkUnset(name, "subscription", "name");
    name = checkName("subscription", of);
    return this;
  }

  @Override
  public SubscriptionBuilder from(long sequence) {
    checkUnset(from, "subscription", "first entry");
    check(sequence >= 1, "Invalid sequence: %s (must be at least 1)", sequence);
    from = sequence;
    return this;
  }

  @Override
  public SubscriptionBuilder model(String of) {
    owner.source().checkModel(checkName("model", of));
    checkUnset(!models.add(of), "subscription", "model " + of);
    return this;
  }

  @Override
  public SubscriptionBuilder type(String of) {
    Set<String> known = owner.source().types();
    check(
        known.contains(checkName("type of events", of)),
        "Invalid type of events: %s (%sthere are %s)",
        of,
        SimilarNames.find(of, known).map(meant -> "did you mean " + meant + "? ").orElse(""),
        String.join(", ", known));
    checkUnset(!types.add(of), "subscription", "type " + of);
    return this;
  }

  @Override
  public SubscriptionBuilder attempts(int most) {
    checkUnset(attempts, "subscription", "attempts");
    check(most >= 1, "Invalid number of attempts: %s (must be at least 1)", most);
    attempts = most;
    return this;
  }

  @Override
  public SubscriptionBuilder backoff(Duration shortest, Duration most) {
    checkUnset(first, "subscription", "back-off");
    check(
        required(shortest, "first wait").compareTo(Duration.ofMillis(1)) >= 0
            && required(most, "longest wait").compareTo(shortest) >= 0
            && most.compareTo(DAY) <= 0,
        "Invalid back-off: %s to %s (must be from PT0.001S to %s, the first one first)",
        shortest,
        most,
        DAY);
    first = shortest;
    longest = most;
    return this;
  }

  @Override
  public Subscription onEvent(Consumer<? super ModelEvent> listener) {
    return owner.open(this, required(listener, "listener"));
  }

  Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /** Returns the name, or nothing. */
  String key() {
    return name == null ? "" : name;
  }

  Optional<Long> from() {
    return Optional.ofNullable(from);
  }

  /** Returns how events are delivered; a position is stored if there is a name. */
  DeliverySettings<ModelEvent> delivery(JournalStore journals) {
    return new DeliverySettings<>(
        toString(),
        key(),
        name == null ? "events" : "events-" + name,
        journals,
        name == null ? null : OpenSubscriptions.journal(name),
        this::wants,
        new Retries(
            attempts == null ? Retries.ATTEMPTS : attempts,
            first == null ? Retries.FIRST : first,
            longest == null ? Retries.LONGEST : longest,
            PATIENCE),
        clock,
        nanos);
  }

  private boolean wants(ModelEvent event) {
    return (models.isEmpty() || models.contains(event.model()))
        && (types.isEmpty() || types.contains(event.type()));
  }

  @Override
  public String toString() {
    return name == null ? "Subscription" : "Subscription " + name;
  }
}

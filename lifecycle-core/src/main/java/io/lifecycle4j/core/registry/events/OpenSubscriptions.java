package io.lifecycle4j.core.registry.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.core.error.Ending.Step;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.registry.Subscription;
import io.lifecycle4j.registry.SubscriptionBuilder;
import io.lifecycle4j.storage.spi.Medium;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The subscriptions of a home to events of its models. Thread-safe. */
public final class OpenSubscriptions {
  private static final String PREFIX = "events-";
  private static final int HASH = 16;

  private final EventSource source;
  private final Medium medium;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Set<EventSubscription> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Creates none; {@code nanos} is the clock of pauses. */
  public OpenSubscriptions(
      EventSource source, Medium medium, InstantSource clock, LongSupplier nanos) {
    this.source = source;
    this.medium = medium;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** Returns the name of the journal with the position of a subscription. */
  static String journal(String name) {
    return PREFIX + Hashing.hash(name.getBytes(UTF_8)).sha256().substring(0, HASH);
  }

  /** Returns whether a journal has the position of a subscription; it needs no blobs. */
  public static boolean owns(String journal) {
    return journal.startsWith(PREFIX);
  }

  /** Begins a subscription. */
  public SubscriptionBuilder events() {
    return new SubscriptionSettings(this, clock, nanos);
  }

  EventSource source() {
    return source;
  }

  Subscription open(SubscriptionSettings how, Consumer<? super ModelEvent> listener) {
    if (how.name().isPresent() && medium.isReadOnly()) {
      throw new ReadOnlyException(
          "Cannot keep the position of "
              + how
              + ": the home is read-only (a subscription without a name is allowed)");
    }
    EventSubscription opened =
        new EventSubscription(source, how, listener, medium.journals(), open::remove);
    open.add(opened);
    if (closed) {
      opened.close();
      throw new ClosedException("The home is closed");
    }
    opened.start();
    return opened;
  }

  /** Returns what closes them. */
  public List<Step> ends() {
    closed = true;
    return open.stream().map(each -> new Step(each.toString(), each::close)).toList();
  }
}

package io.lifecycle4j.core.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.core.error.Ending.Step;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.registry.Subscription;
import io.lifecycle4j.registry.SubscriptionBuilder;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.spi.Medium;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The subscriptions of a home to events of its models. Thread-safe. */
public final class Subscriptions {
  private static final String PREFIX = "events-";
  private static final int HASH = 16;

  private final ModelRegistry registry;
  private final Medium medium;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Set<EventSubscription> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public Subscriptions(ModelRegistry registry, Medium medium, InstantSource clock) {
    this(registry, medium, clock, System::nanoTime);
  }

  Subscriptions(ModelRegistry registry, Medium medium, InstantSource clock, LongSupplier nanos) {
    this.registry = registry;
    this.medium = medium;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** Returns the name of the journal with the position of a subscription. */
  static String journal(String name) {
    return PREFIX + Hashing.hash(name.getBytes(UTF_8)).sha256().substring(0, HASH);
  }

  /** Returns whether a journal has the position of a subscription; it needs no blobs. */
  static boolean owns(String journal) {
    return journal.startsWith(PREFIX);
  }

  SubscriptionBuilder events() {
    AuditChain.of(registry); // throws if the registry is closed, or has no such entries
    return new SubscriptionSettings(this, clock, nanos);
  }

  /** Throws if there is no such model. */
  void checkModel(String name) {
    if (!registry.models().contains(name)) {
      registry.refresh(); // another process may have registered its first version a moment ago
      List<String> all = registry.models();
      if (!all.contains(name)) {
        throw new NotFoundException(
            "Model does not exist: "
                + name
                + SimilarNames.find(name, all)
                    .map(meant -> " (did you mean " + meant + "?)")
                    .orElse(" (register its first version before, or subscribe to all models)"));
      }
    }
  }

  Subscription open(SubscriptionSettings how, Consumer<? super ModelEvent> listener) {
    if (how.name().isPresent() && medium.isReadOnly()) {
      throw new ReadOnlyException(
          "Cannot keep the position of "
              + how
              + ": the home is read-only (a subscription without a name is allowed)");
    }
    EventSubscription opened =
        new EventSubscription(
            new EventSource(registry, medium.isReadOnly()),
            how,
            listener,
            medium.journals(),
            open::remove);
    open.add(opened);
    if (closed) {
      opened.close();
      throw new IllegalStateException("The home is closed");
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

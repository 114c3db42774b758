package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.error.Ending.Step;
import io.lifecycle4j.core.registry.events.OpenSubscriptions;
import io.lifecycle4j.registry.SubscriptionBuilder;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.spi.Medium;
import java.time.InstantSource;
import java.util.List;

/** The subscriptions of a home to events of its models. Thread-safe. */
public final class Subscriptions {
  private final ModelRegistry registry;
  private final OpenSubscriptions open;

  public Subscriptions(ModelRegistry registry, Medium medium, InstantSource clock) {
    this.registry = registry;
    this.open =
        new OpenSubscriptions(Registries.events(registry, medium), medium, clock, System::nanoTime);
  }

  SubscriptionBuilder events() {
    AuditChain.of(registry); // throws if the registry is closed, or has no such entries
    return open.events();
  }

  /** Returns what closes them. */
  public List<Step> ends() {
    return open.ends();
  }
}

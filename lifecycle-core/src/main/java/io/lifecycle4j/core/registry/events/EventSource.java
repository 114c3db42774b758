package io.lifecycle4j.core.registry.events;

import io.lifecycle4j.core.delivery.DeliverySource;
import io.lifecycle4j.registry.ModelEvent;
import java.util.Set;

/** The entries of a registry, as events are made of them. Thread-safe. */
public interface EventSource extends DeliverySource<ModelEvent> {
  /** Returns the types that events may have, sorted. */
  Set<String> types();

  /**
   * Checks the name of a model.
   *
   * @throws io.lifecycle4j.error.NotFoundException if there is none of that name
   */
  void checkModel(String name);
}

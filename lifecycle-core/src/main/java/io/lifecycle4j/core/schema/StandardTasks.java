package io.lifecycle4j.core.schema;

import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Regression;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.TaskProvider;
import java.util.Map;

/** The tasks of the library. */
public final class StandardTasks implements TaskProvider {
  /** Creates the provider, for the service loader. */
  public StandardTasks() {}

  @Override
  public Map<String, Class<? extends Task<?>>> tasks() {
    return Map.of("classification", Classification.class, "regression", Regression.class);
  }
}

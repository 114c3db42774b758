package io.lifecycle4j.core.schema;

import io.lifecycle4j.core.json.ServiceClasses;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Regression;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.spi.TaskProvider;
import java.util.Map;

/** The classes of tasks by id. Model versions name their task by its id. */
public final class TaskClasses {
  private static final Map<String, Class<? extends Task<?>>> ALL =
      ServiceClasses.find(
          Map.of("classification", Classification.class, "regression", Regression.class),
          TaskProvider.class,
          TaskProvider::tasks);

  private TaskClasses() {}

  /** Returns the classes by id. */
  public static Map<String, Class<? extends Task<?>>> all() {
    return ALL;
  }

  /** Rejects a task whose id names no class or another class: no version could be read with it. */
  public static void check(Task<?> task) {
    Class<? extends Task<?>> found = ALL.get(task.id());
    Preconditions.check(
        task.getClass().equals(found),
        "Invalid task %s: %s (register its class %s with a service of type %s)",
        task.id(),
        found == null ? "its id is unknown" : "its id names " + found.getName(),
        task.getClass().getName(),
        TaskProvider.class.getName());
  }
}

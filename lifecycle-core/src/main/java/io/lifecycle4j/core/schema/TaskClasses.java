package io.lifecycle4j.core.schema;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.TaskProvider;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The classes of tasks, by the ids that model versions name them by. */
public final class TaskClasses {
  private static final Map<String, Class<? extends Task<?>>> ALL = find();

  private TaskClasses() {}

  private static Map<String, Class<? extends Task<?>>> find() {
    Map<String, Class<? extends Task<?>>> all = new TreeMap<>();
    Stream.concat(
            ServiceLoader.load(TaskProvider.class).stream(),
            ServiceLoader.load(TaskProvider.class, TaskClasses.class.getClassLoader()).stream())
        .forEach(provider -> provider.get().tasks().forEach(all::putIfAbsent));
    return Map.copyOf(all);
  }

  /**
   * Returns the classes.
   *
   * @return classes by id
   */
  public static Map<String, Class<? extends Task<?>>> all() {
    return ALL;
  }

  /**
   * Refuses a task that no version could be read with.
   *
   * @param task the task
   * @throws io.lifecycle4j.error.InvalidValueException if its id names no class, or another one
   */
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

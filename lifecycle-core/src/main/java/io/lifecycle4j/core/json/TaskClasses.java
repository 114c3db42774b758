package io.lifecycle4j.core.json;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Regression;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.TaskProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The classes of tasks, by the ids that model versions name them by. */
public final class TaskClasses {
  private static final Logger LOG = LoggerFactory.getLogger(TaskClasses.class);

  /** Those of the library, which a jar of many jars must not lose with a file of services. */
  private static final Map<String, Class<? extends Task<?>>> STANDARD =
      Map.of("classification", Classification.class, "regression", Regression.class);

  /** Providers that fail before the search ends. */
  private static final int MAX_FAILURES = 20;

  private static final Map<String, Class<? extends Task<?>>> ALL = find();

  private TaskClasses() {}

  private static Map<String, Class<? extends Task<?>>> find() {
    Map<String, Class<? extends Task<?>>> all = new TreeMap<>(STANDARD);
    add(all, ServiceLoader.load(TaskProvider.class));
    add(all, ServiceLoader.load(TaskProvider.class, TaskClasses.class.getClassLoader()));
    return Map.copyOf(all);
  }

  /**
   * A provider that cannot be loaded must not take the library with it. The iterator goes on after
   * a class that is missing, but may fail for ever where the class path itself cannot be read.
   */
  @SuppressWarnings("checkstyle:IllegalCatch")
  static void add(
      Map<String, Class<? extends Task<?>>> all, ServiceLoader<TaskProvider> providers) {
    Iterator<TaskProvider> next = providers.iterator();
    int failures = 0;
    boolean more = true;
    while (more && failures < MAX_FAILURES) {
      try {
        more = next.hasNext();
        if (more) {
          next.next().tasks().forEach(all::putIfAbsent);
        }
      } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
        failures++;
        LOG.error("Cannot load a provider of tasks; versions of its tasks cannot be read", e);
      }
    }
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

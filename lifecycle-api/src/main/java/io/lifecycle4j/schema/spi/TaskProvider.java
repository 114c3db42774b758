package io.lifecycle4j.schema.spi;

import io.lifecycle4j.schema.Task;
import java.util.Map;

/**
 * Maps ids to the classes of tasks, so that model versions can be read. Found by {@link
 * java.util.ServiceLoader} when the library is loaded.
 */
public interface TaskProvider {
  /**
   * Returns the classes of tasks.
   *
   * @return record classes by {@link Task#id()}; their components are texts, numbers, enums, lists
   *     of these, and records of these
   */
  Map<String, Class<? extends Task<?>>> tasks();
}

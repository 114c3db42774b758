package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Somebody said something about a version, which changes nothing that it does. Precondition: the
 * version exists.
 *
 * @param model the model
 * @param version the number of the version
 * @param set the properties of its {@link VersionNotes} that were set, by name
 * @param removed the names of those that were removed; with them, at least one
 */
public record VersionDescribed(
    String model, int version, Map<String, String> set, List<String> removed)
    implements VersionChange {
  /** Checks the parts. */
  public VersionDescribed {
    checkName("model", model);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
    set = copy(set, "properties");
    removed = copy(removed, "removed properties");
    check(!set.isEmpty() || !removed.isEmpty(), "Invalid description: nothing is set or removed");
  }

  @Override
  public Effect effect() {
    return Effect.INFORMS;
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    if (!set.isEmpty()) {
      parts.add("with " + String.join(", ", set.keySet()));
    }
    if (!removed.isEmpty()) {
      parts.add("without " + String.join(", ", removed));
    }
    return model + ":" + version + " described " + String.join(", ", parts);
  }
}

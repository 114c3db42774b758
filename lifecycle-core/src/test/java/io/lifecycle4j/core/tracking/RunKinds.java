package io.lifecycle4j.core.tracking;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the journals of runs can hold, as the code has it. */
public final class RunKinds {
  private RunKinds() {}

  /** Returns the kinds of entries of the catalog that are JSON: each has a constant. */
  public static Set<String> catalog() {
    Set<String> kinds = new TreeSet<>();
    for (Field field : RunCatalog.Change.class.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
        try {
          kinds.add(String.valueOf(field.get(null)));
        } catch (IllegalAccessException e) {
          throw new AssertionError("Cannot read " + field, e);
        }
      }
    }
    return kinds;
  }

  /** Returns the names of all facts. */
  public static Set<String> facts() {
    return Arrays.stream(RunFacts.class.getRecordComponents())
        .map(RecordComponent::getName)
        .collect(Collectors.toSet());
  }
}

package io.lifecycle4j.core;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lifecycle4j.core.data.DataForms;
import io.lifecycle4j.core.model.ModelForms;
import io.lifecycle4j.core.preprocessing.StepKinds;
import io.lifecycle4j.core.schema.TaskClasses;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.core.validation.ValidationForms;
import io.lifecycle4j.validation.RowCheck;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What documents can hold one of several of, as the code writes it. */
final class Alternatives {
  private Alternatives() {}

  /**
   * Returns the names of all alternatives and the parts of each, in alphabetical order.
   *
   * @return by what they are alternatives of: {@code task}, {@code origin}, {@code plan}, {@code
   *     kept}, {@code check}, {@code asked} and {@code fitted}
   */
  static Map<String, Map<String, List<String>>> all() {
    Map<String, Map<String, List<String>>> all = new TreeMap<>();
    Stream.of(StorageForms.class, ValidationForms.class, DataForms.class, ModelForms.class)
        .flatMap(names -> Arrays.stream(names.getDeclaredClasses()))
        .filter(mixIn -> mixIn.isAnnotationPresent(JsonSubTypes.class))
        .forEach(mixIn -> all.put(property(mixIn), named(mixIn)));
    Map<String, Class<?>> tasks = new TreeMap<>(TaskClasses.all());
    tasks.values().removeIf(type -> !type.getPackageName().equals("io.lifecycle4j.schema"));
    all.put("task", parts(tasks));
    all.put("asked", parts(StepKinds.asked()));
    all.put("fitted", parts(StepKinds.fitted()));
    return all;
  }

  private static String property(Class<?> mixIn) {
    String property = mixIn.getAnnotation(JsonTypeInfo.class).property();
    return property.equals("kind") ? "check" : property;
  }

  private static Map<String, List<String>> named(Class<?> mixIn) {
    Map<String, Class<?>> types = new TreeMap<>();
    for (JsonSubTypes.Type type : mixIn.getAnnotation(JsonSubTypes.class).value()) {
      types.put(type.name(), type.value());
    }
    return parts(types);
  }

  private static Map<String, List<String>> parts(Map<String, ? extends Class<?>> types) {
    Map<String, List<String>> parts = new TreeMap<>();
    types.forEach(
        (name, type) ->
            parts.put(
                name,
                Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getName)
                    .filter(part -> type != RowCheck.Satisfies.class || !part.equals("test"))
                    .sorted()
                    .toList()));
    return parts;
  }
}

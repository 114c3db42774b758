package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDArray;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings of a DJL optimizer.
 *
 * <p>DJL has no accessors for them, so they are read from its fields: floats and booleans as
 * settings, the tracker as the learning rate, maps as the arrays it keeps for each parameter. If
 * reflection is not allowed, or another release lacks a field, they are unknown; no result depends
 * on them.
 */
final class OptimizerFields {
  private final Optimizer optimizer;
  private final Map<String, Object> numbers = new TreeMap<>();
  private @Nullable Tracker tracker;
  private @Nullable Field updates;
  private final List<Map<?, ?>> states = new ArrayList<>();

  OptimizerFields(Optimizer optimizer) {
    this.optimizer = optimizer;
    Class<?> type = optimizer.getClass();
    while (type != null && Optimizer.class.isAssignableFrom(type)) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          read(field);
        }
      }
      type = type.getSuperclass();
    }
  }

  private void read(Field field) {
    Object value = value(field);
    if (value instanceof Float || value instanceof Boolean) {
      numbers.put(field.getName(), value);
    } else if (value instanceof Tracker rates) {
      tracker = rates;
    } else if (value instanceof Map<?, ?> state) {
      states.add(state);
    } else if (value instanceof Integer && field.getName().equals("numUpdate")) {
      updates = field;
    }
  }

  private @Nullable Object value(Field field) {
    try {
      field.setAccessible(true);
      return field.get(optimizer);
    } catch (InaccessibleObjectException | IllegalAccessException e) {
      return null; // DJL may be a module that does not open its packages.
    }
  }

  /** Closes the arrays that the optimizer keeps for its parameters on each device. */
  void closeArrays() {
    for (Map<?, ?> state : states) {
      for (Object devices : state.values()) {
        if (devices instanceof Map<?, ?> arrays) {
          arrays.values().forEach(OptimizerFields::close);
        }
      }
    }
  }

  private static void close(Object array) {
    if (array instanceof NDArray known) {
      known.close();
    }
  }

  String name() {
    return optimizer.getClass().getSimpleName();
  }

  Map<String, Object> numbers() {
    return numbers;
  }

  /** Counts the updates like DJL's trackers; 0 if unknown. */
  int updates() {
    return updates != null && value(updates) instanceof Integer count ? count : 0;
  }

  /** Returns the learning rate of an update, from 1, if it is the same for all parameters. */
  OptionalDouble rate(int update) {
    return tracker == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(Decimals.of(tracker.getNewValue(update)));
  }
}

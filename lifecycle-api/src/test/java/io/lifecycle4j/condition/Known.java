package io.lifecycle4j.condition;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Facts for tests, by subject. */
final class Known implements Facts {
  private final Map<Subject, Double> numbers = new HashMap<>();
  private final Map<Subject, List<String>> texts = new HashMap<>();

  Known number(Subject subject, double value) {
    numbers.put(subject, value);
    return this;
  }

  Known text(Subject subject, String... values) {
    texts.put(subject, Arrays.asList(values));
    return this;
  }

  @Override
  public OptionalDouble number(Subject subject) {
    Double value = numbers.get(subject);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  @Override
  public List<String> texts(Subject subject) {
    return texts.getOrDefault(subject, List.of());
  }
}

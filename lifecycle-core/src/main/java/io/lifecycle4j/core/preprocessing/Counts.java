package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.preprocessing.Step;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The number of occurrences of each category of a column. */
final class Counts<C extends Comparable<C>> {
  private final String column;
  private final Map<C, Long> counts = new TreeMap<>();

  Counts(String column) {
    this.column = column;
  }

  void add(C category) {
    counts.merge(category, 1L, Long::sum);
    check(
        counts.size() <= Step.MAX_CATEGORIES,
        "Invalid preprocessing: column %s has more than %s categories (they must be few)",
        column,
        Step.MAX_CATEGORIES);
  }

  /** Returns the categories in their order, at least one. */
  List<C> sorted() {
    StepLearner.needs(!counts.isEmpty(), column);
    return List.copyOf(counts.keySet());
  }

  /** Returns the most frequent category; the least of several. */
  C mostFrequent() {
    StepLearner.needs(!counts.isEmpty(), column);
    return Collections.max(counts.entrySet(), Map.Entry.comparingByValue()).getKey();
  }
}

package io.lifecycle4j.core.registry;

import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateNeed;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The slices of held-out rows by the values of their columns. Those that gates say they need are
 * found in a single pass, others when they are asked for. Thread-safe.
 */
final class HeldOutSlices {
  private final Rows rows;
  private final Map<Map<String, String>, SliceRows> found = new ConcurrentHashMap<>();

  private HeldOutSlices(Rows rows) {
    this.rows = rows;
  }

  /** Finds the slices that gates need. */
  static HeldOutSlices of(Collection<? extends Gate> gates, Rows rows) {
    HeldOutSlices slices = new HeldOutSlices(rows);
    slices.find(
        gates.stream()
            .flatMap(gate -> gate.needs().stream())
            .filter(GateNeed.Slice.class::isInstance)
            .map(need -> ((GateNeed.Slice) need).columns())
            .collect(Collectors.toSet()));
    return slices;
  }

  private void find(Set<Map<String, String>> slices) {
    found.putAll(SliceRows.find(slices, rows));
  }

  /** Returns the rows of a slice. */
  SliceRows of(Map<String, String> columns) {
    if (!found.containsKey(columns)) {
      find(Set.of(columns));
    }
    return found.get(columns);
  }

  /**
   * Returns how often each row counts, 0 times or once, by each slice that was found, in words.
   *
   * @param longest the characters that words have at most; other slices are left out
   */
  Map<String, int[]> weights(int longest) {
    Map<String, int[]> weights = new TreeMap<>();
    found.forEach(
        (columns, slice) -> {
          String words = new Subject.Slice("rows", columns).rows();
          if (slice.problem().isEmpty() && words.length() <= longest) {
            weights.put(words, slice.weights());
          }
        });
    return weights;
  }
}

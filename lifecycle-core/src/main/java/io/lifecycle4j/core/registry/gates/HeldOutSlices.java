package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.NotFoundException;
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
public final class HeldOutSlices {
  private final Rows rows;

  /** What gates say they need. */
  private final Map<Map<String, String>, SliceRows> needed;

  /** What gates asked for besides. */
  private final Map<Map<String, String>, SliceRows> others = new ConcurrentHashMap<>();

  private final Map<String, Set<String>> values = new ConcurrentHashMap<>();

  private HeldOutSlices(Set<Map<String, String>> slices, Rows rows) {
    this.rows = rows;
    this.needed = SliceRows.find(slices, rows);
  }

  /** Finds the slices that gates need. */
  public static HeldOutSlices of(Collection<? extends Gate> gates, Rows rows) {
    return new HeldOutSlices(
        gates.stream()
            .flatMap(gate -> gate.needs().stream())
            .filter(GateNeed.Slice.class::isInstance)
            .map(need -> ((GateNeed.Slice) need).columns())
            .collect(Collectors.toSet()),
        rows);
  }

  /**
   * Returns the values of a column, and finds the slice of each.
   *
   * @throws NotFoundException if the column does not exist, is private, or has many values
   */
  Set<String> values(String column) {
    return values.computeIfAbsent(
        column,
        name -> {
          Set<String> all = SliceColumn.values(name, rows);
          find(all.stream().map(value -> Map.of(name, value)).collect(Collectors.toSet()));
          return all;
        });
  }

  private void find(Set<Map<String, String>> slices) {
    others.putAll(SliceRows.find(slices, rows));
  }

  /** Returns the rows of a slice. */
  SliceRows of(Map<String, String> columns) {
    SliceRows known = needed.get(columns);
    if (known != null) {
      return known;
    }
    if (!others.containsKey(columns)) {
      find(Set.of(columns));
    }
    return required(others.get(columns), "rows of a slice");
  }

  /**
   * Returns how often each row counts, 0 times or once, by each slice that gates need, in words.
   *
   * @param longest the characters that words have at most; other slices are left out
   */
  public Map<String, int[]> weights(int longest) {
    Map<String, int[]> weights = new TreeMap<>();
    needed.forEach(
        (columns, slice) -> {
          String words = new Subject.Slice("rows", columns).rows();
          if (slice.problem().isEmpty() && words.length() <= longest) {
            weights.put(words, slice.weights());
          }
        });
    return weights;
  }
}

package io.lifecycle4j.core.registry.gates;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The held-out rows of a slice, a bit for each held-out row. Not thread-safe. */
final class SliceRows {
  private final List<SliceColumn> columns = new ArrayList<>();
  private final BitSet selected = new BitSet();
  private Optional<String> problem = Optional.empty();
  private int rows;

  private SliceRows(Map<String, String> slice, Schema schema) {
    for (Map.Entry<String, String> cell : slice.entrySet()) {
      problem = problem.or(() -> SliceColumn.problem(cell.getKey(), schema));
      if (problem.isEmpty()) {
        columns.add(new SliceColumn(schema, cell.getKey(), cell.getValue()));
      }
    }
  }

  /** Finds the rows of all slices in a single pass; reads nothing if there are no slices. */
  static Map<Map<String, String>, SliceRows> find(
      Collection<Map<String, String>> wanted, Rows rows) {
    Map<Map<String, String>, SliceRows> slices = new LinkedHashMap<>();
    wanted.forEach(slice -> slices.put(slice, new SliceRows(slice, rows.schema())));
    List<SliceRows> readable =
        slices.values().stream().filter(slice -> slice.problem.isEmpty()).toList();
    if (!readable.isEmpty()) {
      rows.forEach(row -> readable.forEach(slice -> slice.add(row)));
    }
    return slices;
  }

  private void add(Row row) {
    boolean all = true;
    for (SliceColumn column : columns) {
      all &= column.matches(row);
    }
    selected.set(rows++, all);
  }

  /** Returns why there is nothing to measure, such as a column that does not exist; or empty. */
  Optional<String> problem() {
    return problem.isPresent() || !selected.isEmpty() ? problem : Optional.of(noRows());
  }

  private String noRows() {
    return columns.stream()
        .filter(column -> !column.found())
        .findFirst()
        .map(column -> "no rows (" + column.values() + ")")
        .orElse("no rows (each value occurs, but no row has all of them)");
  }

  /** Returns the number of rows of the slice. */
  int count() {
    return selected.cardinality();
  }

  /** Returns the places of the rows of the slice among the held-out rows. */
  int[] places() {
    return selected.stream().toArray();
  }

  /** Returns 1 for each held-out row of the slice, and 0 for each other. */
  int[] weights() {
    int[] weights = new int[rows];
    selected.stream().forEach(row -> weights[row] = 1);
    return weights;
  }
}

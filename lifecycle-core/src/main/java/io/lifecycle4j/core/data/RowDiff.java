package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.data.split.RowHash;
import io.lifecycle4j.core.data.split.RowHash.RowKey;
import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.data.DatasetDiff.CellChange;
import io.lifecycle4j.data.DatasetDiff.Change;
import io.lifecycle4j.data.DatasetDiff.Example;
import io.lifecycle4j.data.DatasetDiff.RowChanges;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares the rows of two versions in bounded memory. Rows are identified by hashes; one part of
 * the hashes is compared at a time, so that more rows need more readings and not more memory. Not
 * thread-safe.
 */
final class RowDiff {
  /** The rows in a part; each takes about 200 bytes. */
  private static final int PART = 1 << 20;

  /** Each part is read once, and again if it has differences. */
  static final long READINGS = 2;

  private final Side older;
  private final Side newer;
  private final List<String> key;
  private final List<String> columns;
  private final Map<String, Long> changedColumns = new TreeMap<>();
  private final List<Example> examples = new ArrayList<>();
  private long added;
  private long removed;
  private long changed;
  private long same;

  /**
   * Begins a comparison.
   *
   * @param key the columns that identify a row; empty to compare whole rows
   * @throws io.lifecycle4j.error.InvalidValueException if a version lacks one of them
   */
  RowDiff(Rows older, Rows newer, List<String> key) {
    List<String> both = common(older.schema(), newer.schema());
    for (String column : key) {
      check(
          both.contains(column),
          "Invalid key: no column %s of the same type in both versions (there are %s)",
          column,
          String.join(", ", both));
    }
    check(!both.isEmpty(), "Cannot compare rows: no column is in both versions");
    this.key = key;
    this.columns = both.stream().filter(column -> !key.contains(column)).toList();
    Set<String> hidden = hidden(older.schema(), newer.schema());
    this.older = new Side(older, key.isEmpty() ? both : key, columns, hidden);
    this.newer = new Side(newer, key.isEmpty() ? both : key, columns, hidden);
  }

  /** A column that is private in one version is not shown of either. */
  private static Set<String> hidden(Schema older, Schema newer) {
    return Stream.concat(older.columns().stream(), newer.columns().stream())
        .filter(Column::isPrivate)
        .map(Column::name)
        .collect(Collectors.toSet());
  }

  private static List<String> common(Schema older, Schema newer) {
    return older.columns().stream()
        .filter(
            column ->
                newer.find(column.name()).stream()
                    .mapToObj(newer.columns()::get)
                    .anyMatch(other -> comparable(column, other)))
        .map(Column::name)
        .toList();
  }

  private static boolean comparable(Column one, Column other) {
    return one.type().isNumber() == other.type().isNumber()
        && one.type().isText() == other.type().isText()
        && one.cells() == other.cells();
  }

  static int parts(long rows) {
    return (int) Math.min(Integer.MAX_VALUE, 1 + rows / PART);
  }

  /**
   * Reads both versions for each part.
   *
   * @param spared runs for each part that need not be read again
   */
  RowChanges compare(int parts, Runnable spared) {
    for (int part = 0; part < parts; part++) {
      if (key.isEmpty()) {
        compareWhole(part, parts, spared);
      } else {
        compareKeyed(part, parts, spared);
      }
    }
    return new RowChanges(key, added, removed, changed, same, changedColumns, examples);
  }

  /** Matches equal rows of both sides; unmatched rows were removed or added. */
  private void compareWhole(int part, int parts, Runnable spared) {
    Map<RowKey, Integer> surplus = new HashMap<>();
    long before = older.forEach(part, parts, (id, row) -> surplus.merge(id, 1, Integer::sum));
    long after = newer.forEach(part, parts, (id, row) -> surplus.merge(id, -1, Integer::sum));
    surplus.values().removeIf(count -> count == 0);
    long gone = surplus.values().stream().mapToLong(count -> Math.max(0, count)).sum();
    removed += gone;
    added += after - (before - gone);
    same += before - gone;
    if (!surplus.isEmpty() && examples.size() < RowChanges.MAX_EXAMPLES) {
      older.forEach(part, parts, (id, row) -> leftOver(Change.REMOVED, older, id, row, surplus));
      newer.forEach(part, parts, (id, row) -> leftOver(Change.ADDED, newer, id, row, surplus));
    } else {
      spared.run();
    }
  }

  private void leftOver(Change change, Side side, RowKey id, Row row, Map<RowKey, Integer> left) {
    int count = left.getOrDefault(id, 0);
    if (change == Change.REMOVED ? count > 0 : count < 0) {
      left.put(id, change == Change.REMOVED ? count - 1 : count + 1);
      example(new Example(change, side.shown(row), List.of()));
    }
  }

  private void compareKeyed(int part, int parts, Runnable spared) {
    Map<RowKey, Long> before = new HashMap<>();
    older.forEach(part, parts, (id, row) -> once(before.put(id, older.values(row)), older, row));
    Map<RowKey, Change> changes = new HashMap<>();
    Map<RowKey, Long> after = new HashMap<>();
    newer.forEach(part, parts, (id, row) -> once(after.put(id, newer.values(row)), newer, row));
    after.forEach((id, values) -> judge(id, before.get(id), values, changes));
    before.keySet().stream()
        .filter(id -> !after.containsKey(id))
        .forEach(id -> changes.put(id, Change.REMOVED));
    count(changes);
    same += after.size() - changes.values().stream().filter(is -> is != Change.REMOVED).count();
    before.clear();
    after.clear();
    if (changes.isEmpty()) {
      spared.run();
    } else {
      details(part, parts, changes);
    }
  }

  private void once(@Nullable Long there, Side side, Row row) {
    check(
        there == null,
        "Invalid key: %s (must be unique, but two rows are %s)",
        String.join(", ", key),
        side.shown(row));
  }

  private static void judge(
      RowKey id, @Nullable Long before, long after, Map<RowKey, Change> changes) {
    if (before == null) {
      changes.put(id, Change.ADDED);
    } else if (before != after) {
      changes.put(id, Change.CHANGED);
    }
  }

  private void count(Map<RowKey, Change> changes) {
    for (Change change : changes.values()) {
      switch (change) {
        case ADDED -> added++;
        case REMOVED -> removed++;
        default -> changed++;
      }
    }
  }

  /**
   * The earlier content of a changed row: a hash of each cell, and the cells if they may be shown.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Before(long[] hashes, @Nullable List<String> cells) {}

  /** Reads changed rows again, to find the changed columns. */
  private void details(int part, int parts, Map<RowKey, Change> changes) {
    Map<RowKey, Before> before = new HashMap<>();
    int[] shown = {examples.size()};
    older.forEach(
        part,
        parts,
        (id, row) -> {
          Change change = changes.get(id);
          if (change == Change.CHANGED) {
            boolean shows = shown[0]++ < RowChanges.MAX_EXAMPLES;
            before.put(id, new Before(older.hashes(row), shows ? older.cells(row, columns) : null));
          } else if (change == Change.REMOVED) {
            example(new Example(change, older.shown(row), List.of()));
          }
        });
    newer.forEach(
        part,
        parts,
        (id, row) -> {
          Change change = changes.get(id);
          if (change == Change.ADDED) {
            example(new Example(change, newer.shown(row), List.of()));
          } else if (change == Change.CHANGED) {
            changed(before.get(id), row);
          }
        });
  }

  private void changed(@Nullable Before before, Row row) {
    long[] after = newer.hashes(row);
    List<CellChange> cells = new ArrayList<>();
    List<String> old = before == null ? null : before.cells;
    List<String> now = old == null ? null : newer.cells(row, columns);
    for (int i = 0; i < after.length; i++) {
      if (before != null && before.hashes[i] != after[i]) {
        String column = columns.get(i);
        changedColumns.merge(column, 1L, Long::sum);
        if (old != null && now != null) {
          cells.add(new CellChange(column, old.get(i), now.get(i)));
        }
      }
    }
    if (now != null) {
      cells.sort(Comparator.comparing(CellChange::column));
      example(new Example(Change.CHANGED, newer.shown(row), cells));
    }
  }

  private void example(Example example) {
    if (examples.size() < RowChanges.MAX_EXAMPLES) {
      examples.add(example);
    }
  }

  /** The rows of one version, hashed. */
  private static final class Side {
    private static final int LONGEST = 60;

    private final Rows rows;
    private final List<String> key;
    private final RowHash keys;
    private final RowHash values;
    private final List<RowHash> cells;
    private final Set<String> hidden;

    Side(Rows rows, List<String> key, List<String> columns, Set<String> hidden) {
      Schema schema = rows.schema();
      this.rows = rows;
      this.key = key;
      this.hidden = hidden;
      this.keys = RowHash.of(schema, key);
      this.values = RowHash.of(schema, columns);
      this.cells = columns.stream().map(column -> RowHash.of(schema, List.of(column))).toList();
    }

    /** Reads the rows of a part and returns their number. */
    long forEach(int part, int parts, BiConsumer<RowKey, Row> action) {
      long[] count = {0};
      rows.forEach(
          row -> {
            RowKey id = keys.key(row);
            if (id.part(parts) == part) {
              count[0]++;
              action.accept(id, row);
            }
          });
      return count[0];
    }

    long values(Row row) {
      return values.of(row);
    }

    long[] hashes(Row row) {
      return cells.stream().mapToLong(cell -> cell.of(row)).toArray();
    }

    /** Shows cells of a row, without private values. */
    List<String> cells(Row row, List<String> names) {
      return names.stream()
          .map(name -> hidden.contains(name) ? CellChange.PRIVATE : text(row, name))
          .toList();
    }

    /** Shows the key of a row, without private columns. */
    Map<String, String> shown(Row row) {
      Map<String, String> shown = new LinkedHashMap<>();
      for (String name : key) {
        if (!hidden.contains(name)) {
          shown.put(name, text(row, name));
        }
      }
      return shown;
    }

    private String text(Row row, String name) {
      int place = rows.schema().indexOf(name);
      Column column = rows.schema().columns().get(place);
      return switch (column.type()) {
        case STRING, CATEGORICAL -> {
          String text = row.text(place);
          yield text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        }
        case TENSOR -> "tensor of " + column.shape();
        default -> ShownCell.inFull(column, row.number(place));
      };
    }
  }
}

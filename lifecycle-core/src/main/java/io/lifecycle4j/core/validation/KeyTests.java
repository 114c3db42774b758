package io.lifecycle4j.core.validation;

import io.lifecycle4j.core.schema.Places;
import io.lifecycle4j.core.validation.RowTests.CheckOutcome;
import io.lifecycle4j.core.validation.Validator.History;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Check;
import io.lifecycle4j.validation.TableCheck;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Creates the tests that compare the keys of rows. */
final class KeyTests {
  /** The tag of a key that came with two values. */
  private static final long MIXED = 1;

  private KeyTests() {}

  /** Tests each row, and remembers its key. Not thread-safe. */
  record KeyTest(Function<Row, CheckOutcome> test, Supplier<String> note) {}

  /** Returns the test of a check; null if the check compares no keys. */
  static @Nullable KeyTest of(Schema schema, Check check, History history) {
    List<String> all = schema.columns().stream().map(Column::name).toList();
    if (check instanceof TableCheck.Unique unique) {
      List<String> columns = unique.columns();
      return unique(
          columns.isEmpty() ? RowHashes.ofRows(schema, all) : RowHashes.of(schema, columns));
    } else if (check instanceof TableCheck.NoOverlap overlap) {
      List<String> others = all.stream().filter(name -> !name.equals(overlap.column())).toList();
      return noOverlap(
          RowHashes.ofRows(schema, others), RowHashes.of(schema, List.of(overlap.column())));
    } else if (check instanceof TableCheck.Contained contained) {
      List<String> others = List.of(contained.other());
      List<String> column = List.of(contained.column());
      KeyTable table = read(history, contained.dataset(), others, typesOf(schema, column), false);
      return member(RowHashes.of(schema, column), true, contained.dataset(), table);
    } else if (check instanceof TableCheck.Disjoint disjoint) {
      KeyTable table = read(history, disjoint.dataset(), all, schema.columns(), true);
      return member(RowHashes.ofRows(schema, all), false, disjoint.dataset(), table);
    }
    return null;
  }

  /** Reads the keys of another dataset; null if it has no version. */
  private static @Nullable KeyTable read(
      History history, String dataset, List<String> columns, List<Column> as, boolean rows) {
    KeyTable table = new KeyTable(KeyTable.CAPACITY);
    RowHashes[] keys = new RowHashes[1];
    boolean found =
        history.read(
            dataset,
            row -> {
              if (keys[0] == null) {
                requireTypes(dataset, typesOf(row.schema(), columns), as);
                keys[0] =
                    rows
                        ? RowHashes.ofRows(row.schema(), columns)
                        : RowHashes.of(row.schema(), columns);
              }
              long key = keys[0].of(row);
              if (key != RowHashes.NONE) {
                table.put(key, 1);
              }
            });
    return found ? table : null;
  }

  private static List<Column> typesOf(Schema schema, List<String> names) {
    return names.stream().map(name -> schema.columns().get(schema.indexOf(name))).toList();
  }

  /**
   * Rejects columns whose values never compare as equal, such as a number and a text: every row
   * would differ.
   */
  private static void requireTypes(String dataset, List<Column> others, List<Column> own) {
    for (int i = 0; i < own.size(); i++) {
      Column here = own.get(i);
      Column there = others.get(i);
      Preconditions.check(
          Places.fits(here, there),
          "Cannot compare with %s: column %s is %s (there %s is %s)",
          dataset,
          here.name(),
          Places.described(here),
          there.name(),
          Places.described(there));
    }
  }

  private static String sampled(KeyTable table) {
    return table.sampling() == 1 ? "" : "a sample of 1 in " + table.sampling() + " keys";
  }

  /** No key occurs twice. */
  private static KeyTest unique(RowHashes keys) {
    KeyTable table = new KeyTable(KeyTable.CAPACITY);
    return new KeyTest(
        row -> {
          long key = keys.of(row);
          if (key == RowHashes.NONE || !table.looksAt(key)) {
            return CheckOutcome.SKIPPED;
          }
          boolean isNew = table.tag(key) == KeyTable.ABSENT;
          if (isNew) {
            table.put(key, 1);
          }
          return CheckOutcome.of(isNew);
        },
        () -> sampled(table));
  }

  /** No row occurs with two values of a column; a row that does is counted once. */
  private static KeyTest noOverlap(RowHashes keys, RowHashes value) {
    KeyTable table = new KeyTable(KeyTable.CAPACITY);
    return new KeyTest(
        row -> {
          long tag = value.of(row);
          long key = keys.of(row);
          return tag == RowHashes.NONE || !table.looksAt(key)
              ? CheckOutcome.SKIPPED
              : CheckOutcome.of(!mixes(table, key, tag == MIXED ? tag + 1 : tag));
        },
        () -> sampled(table));
  }

  /** Returns whether the rows of a key have more than one value with this row. */
  private static boolean mixes(KeyTable table, long key, long tag) {
    long before = table.tag(key);
    if (before == KeyTable.ABSENT) {
      table.put(key, tag);
    } else if (before != MIXED && before != tag) {
      table.put(key, MIXED);
      return true;
    }
    return false;
  }

  /** Each key is in another dataset, or none is. */
  private static KeyTest member(
      RowHashes keys, boolean whenFound, String dataset, @Nullable KeyTable table) {
    if (table == null) { // a wrong name must not look like a rule that holds
      return new KeyTest(
          row -> keys.of(row) == RowHashes.NONE ? CheckOutcome.SKIPPED : CheckOutcome.FAILED,
          () -> dataset + " has no version");
    }
    return new KeyTest(
        row -> {
          long key = keys.of(row);
          return key == RowHashes.NONE || !table.looksAt(key)
              ? CheckOutcome.SKIPPED
              : CheckOutcome.of((table.tag(key) != KeyTable.ABSENT) == whenFound);
        },
        () -> sampled(table));
  }
}

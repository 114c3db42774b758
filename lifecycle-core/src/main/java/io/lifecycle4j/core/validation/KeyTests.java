package io.lifecycle4j.core.validation;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Check;
import io.lifecycle4j.validation.TableCheck;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates the tests that compare the keys of rows. */
final class KeyTests {
  private KeyTests() {}

  /** Tests each row, and remembers its key. Not thread-safe. */
  interface KeyTest {
    CheckOutcome test(Row row);

    /** Returns a remark for readers of the result; empty if there is none. */
    String note();
  }

  /** Returns the test of a check; null if the check compares no keys. */
  static @Nullable KeyTest of(Schema schema, Check check, History history) {
    if (check instanceof TableCheck.Unique unique) {
      return new Unique(schema, unique.columns());
    } else if (check instanceof TableCheck.NoOverlap overlap) {
      return new NoOverlap(schema, overlap.column());
    } else if (check instanceof TableCheck.Contained contained) {
      List<String> others = List.of(contained.other());
      List<String> column = List.of(contained.column());
      KeyTable table = read(history, contained.dataset(), others, typesOf(schema, column), false);
      return new Member(
          RowKeys.of(schema, column), CheckOutcome.PASSED, contained.dataset(), table);
    } else if (check instanceof TableCheck.Disjoint disjoint) {
      List<String> all = schema.columns().stream().map(Column::name).toList();
      KeyTable table = read(history, disjoint.dataset(), all, schema.columns(), true);
      return new Member(
          RowKeys.ofRows(schema, all), CheckOutcome.FAILED, disjoint.dataset(), table);
    }
    return null;
  }

  /** Reads the keys of another data set; null if it has no version. */
  private static @Nullable KeyTable read(
      History history, String dataset, List<String> columns, List<Column> as, boolean rows) {
    KeyTable table = new KeyTable(KeyTable.CAPACITY);
    RowKeys[] keys = new RowKeys[1];
    boolean found =
        history.read(
            dataset,
            row -> {
              if (keys[0] == null) {
                requireTypes(dataset, typesOf(row.schema(), columns), as);
                keys[0] =
                    rows
                        ? RowKeys.ofRows(row.schema(), columns)
                        : RowKeys.of(row.schema(), columns);
              }
              long key = keys[0].of(row);
              if (key != RowKeys.NONE) {
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
          here.type().isText() == there.type().isText() && here.shape().equals(there.shape()),
          "Cannot compare with %s: column %s is %s%s (there %s is %s%s)",
          dataset,
          here.name(),
          here.type(),
          here.shape().isEmpty() ? "" : " " + here.shape(),
          there.name(),
          there.type(),
          there.shape().isEmpty() ? "" : " " + there.shape());
    }
  }

  private static String sampled(KeyTable table) {
    return table.sampling() == 1 ? "" : "a sample of 1 in " + table.sampling() + " keys";
  }

  /** No key occurs twice. */
  private record Unique(RowKeys keys, KeyTable table) implements KeyTest {
    Unique(Schema schema, List<String> columns) {
      this(
          columns.isEmpty()
              ? RowKeys.ofRows(schema, schema.columns().stream().map(Column::name).toList())
              : RowKeys.of(schema, columns),
          new KeyTable(KeyTable.CAPACITY));
    }

    @Override
    public CheckOutcome test(Row row) {
      long key = keys.of(row);
      if (key == RowKeys.NONE || !table.looksAt(key)) {
        return CheckOutcome.SKIPPED;
      }
      if (table.tag(key) != KeyTable.ABSENT) {
        return CheckOutcome.FAILED;
      }
      table.put(key, 1);
      return CheckOutcome.PASSED;
    }

    @Override
    public String note() {
      return sampled(table);
    }
  }

  /** No row occurs with two values of a column; a row that does is counted once. */
  private record NoOverlap(RowKeys keys, RowKeys value, KeyTable table) implements KeyTest {
    private static final long MIXED = 1;

    NoOverlap(Schema schema, String column) {
      this(
          RowKeys.ofRows(schema, others(schema, column)),
          RowKeys.of(schema, List.of(column)),
          new KeyTable(KeyTable.CAPACITY));
    }

    private static List<String> others(Schema schema, String column) {
      List<String> others = new ArrayList<>();
      schema.columns().forEach(other -> others.add(other.name()));
      others.remove(column);
      return others;
    }

    @Override
    public CheckOutcome test(Row row) {
      long tag = value.of(row);
      long key = keys.of(row);
      return tag == RowKeys.NONE || !table.looksAt(key)
          ? CheckOutcome.SKIPPED
          : CheckOutcome.of(!mixes(key, tag == MIXED ? tag + 1 : tag));
    }

    /** Returns whether a row with one value so far now occurs with another. */
    private boolean mixes(long key, long tag) {
      long before = table.tag(key);
      if (before == KeyTable.ABSENT) {
        table.put(key, tag);
      } else if (before != MIXED && before != tag) {
        table.put(key, MIXED);
        return true;
      }
      return false;
    }

    @Override
    public String note() {
      return sampled(table);
    }
  }

  /** Each key is in another data set, or none is. */
  private record Member(
      RowKeys keys, CheckOutcome whenFound, String dataset, @Nullable KeyTable table)
      implements KeyTest {
    @Override
    public CheckOutcome test(Row row) {
      long key = keys.of(row);
      if (key == RowKeys.NONE || (table != null && !table.looksAt(key))) {
        return CheckOutcome.SKIPPED;
      }
      if (table == null) {
        return CheckOutcome.FAILED; // a wrong name must not pass as a rule that holds
      }
      boolean found = table.tag(key) != KeyTable.ABSENT;
      return CheckOutcome.of(found == (whenFound == CheckOutcome.PASSED));
    }

    @Override
    public String note() {
      return table == null ? dataset + " has no version" : sampled(table);
    }
  }
}

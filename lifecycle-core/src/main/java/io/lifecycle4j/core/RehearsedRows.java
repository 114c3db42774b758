package io.lifecycle4j.core;

import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitPlan.DuplicateRows;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * Some training and validation rows of a split, as the source of a dataset of its own. Of the
 * validation rows, one half stands in for the holdout.
 *
 * @param most the number of training rows
 * @param inOrder whether the last rows are taken as they follow each other, as lags need them; else
 *     they are spread over all rows, with each text and each small number that occurs
 */
record RehearsedRows(Split split, int most, boolean inOrder) {
  private static final String ROLE = "rehearsal.role";

  private record Roled(Row row, SplitRole role) {}

  /** Copies the rows into a dataset, and splits it. */
  Split in(Dataset dataset) {
    DatasetVersion version = dataset.snapshot(source()).commit();
    SplitPlan plan = Splits.byRole(ROLE).duplicates(DuplicateRows.KEEP);
    return version.split(plan);
  }

  private Source source() {
    Schema schema = split.rows(SplitRole.TRAIN).schema();
    Columns.Builder<Roled> columns = Columns.from(Roled.class);
    for (int i = 0; i < schema.columns().size(); i++) {
      int place = i;
      add(columns, schema.columns().get(i), Roled::row, row -> place);
    }
    columns.string(ROLE, roled -> roled.role.name());
    return Sources.records(columns.build(), this::read);
  }

  /** Returns columns that read rows, whatever the order of their columns. */
  static Columns<Row> columns(Schema input) {
    Columns.Builder<Row> columns = Columns.from(Row.class);
    for (Column column : input.columns()) {
      add(columns, column, row -> row, row -> row.schema().indexOf(column.name()));
    }
    return columns.build();
  }

  private interface Place {
    int in(Row row);
  }

  private static <T> void add(
      Columns.Builder<T> columns, Column column, Function<T, Row> row, Place place) {
    if (column.type() == DataType.TENSOR) {
      columns.tensor(
          column,
          (input, target, offset) -> {
            Row cells = row.apply(input);
            cells.tensor(place.in(cells), target, offset);
          });
    } else if (column.type().isText()) {
      columns.text(column, input -> row.apply(input).text(place.in(row.apply(input))));
    } else {
      columns.number(column, input -> row.apply(input).number(place.in(row.apply(input))));
    }
  }

  private void read(Consumer<Roled> action) {
    copy(SplitRole.TRAIN, most, place -> SplitRole.TRAIN, action);
    long half = (split.count(SplitRole.VALIDATION) + 1) / 2;
    copy(SplitRole.VALIDATION, most / 2, place -> standIn(place, half), action);
  }

  private SplitRole standIn(long place, long half) {
    boolean learns = inOrder ? place < half : place % 2 == 0;
    return learns ? SplitRole.VALIDATION : SplitRole.HOLDOUT;
  }

  private void copy(
      SplitRole from, int limit, LongFunction<SplitRole> role, Consumer<Roled> action) {
    long rows = split.count(from);
    if (rows == 0) {
      return;
    }
    Seen seen = new Seen(split.rows(from).schema());
    long each = (rows + limit - 1) / limit;
    long[] next = {0, 0};
    split
        .rows(from)
        .forEach(
            row -> {
              long place = next[0]++;
              boolean due = inOrder ? place >= rows - limit : place % each == 0;
              if (due || (!inOrder && seen.isNew(row))) {
                action.accept(new Roled(row, role.apply(inOrder ? place : next[1]++)));
              }
            });
  }

  /** The texts and whole numbers that occurred, so that no class is lost. */
  private static final class Seen {
    private static final int MOST = 200;

    private final List<Set<Object>> values = new ArrayList<>();
    private final Schema schema;

    Seen(Schema schema) {
      this.schema = schema;
      schema.columns().forEach(column -> values.add(new HashSet<>()));
    }

    boolean isNew(Row row) {
      boolean fresh = false;
      for (int i = 0; i < values.size(); i++) {
        Set<Object> known = values.get(i);
        DataType type = schema.columns().get(i).type();
        if (type != DataType.TENSOR && type != DataType.FLOAT64 && known.size() < MOST) {
          fresh |= known.add(type.isText() ? row.text(i) : (Object) row.number(i));
        }
      }
      return fresh;
    }
  }
}

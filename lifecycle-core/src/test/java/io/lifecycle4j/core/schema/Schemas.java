package io.lifecycle4j.core.schema;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Environment;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Schemas of every kind, of few names so that two of them share columns. */
final class Schemas {
  private Schemas() {}

  static Arbitrary<Schema> any() {
    return Arbitraries.of("a", "b", "c", "d")
        .list()
        .uniqueElements()
        .ofMinSize(1)
        .flatMap(
            names ->
                Combinators.combine(names.stream().map(Schemas::column).toList()).as(Schema::new));
  }

  private static Arbitrary<Column> column(String name) {
    return Combinators.combine(
            Arbitraries.of(DataType.class),
            Arbitraries.integers().between(0, 511),
            Arbitraries.of(ColumnRole.class))
        .as((type, parts, role) -> column(Column.builder(name, type), type, parts, role));
  }

  private static Column column(ColumnBuilder column, DataType type, int parts, ColumnRole role) {
    if (type == DataType.TENSOR) {
      column.shape((parts & 1) == 0 ? List.of(2, 3) : List.of(6));
    } else if ((parts & 1) == 0) {
      column.nullable();
    }
    if (type == DataType.CATEGORICAL) {
      column.categories(List.of(List.<String>of(), List.of("x"), List.of("y", "x")).get(parts % 3));
    }
    if (!type.isText()) {
      column.unit(List.of("", "m", "€").get(parts / 2 % 3));
    }
    boolean amount = type == DataType.FLOAT64 || type == DataType.INT64;
    column.role(role == ColumnRole.WEIGHT && !amount ? ColumnRole.ID : role);
    if ((parts & 64) == 0) {
      column.environments(
          (parts & 128) == 0 ? Set.of(Environment.SERVING) : Set.of(Environment.values()));
    }
    if ((parts & 256) == 0) {
      column.asPrivate().description("\"secret\"\n");
    }
    return column.build();
  }
}

package io.lifecycle4j.core.data.split;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.schema.WrongRead;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Environment;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rows of a version that have a role, with a column for the role. */
final class RoleRows implements Rows {
  private static final Column ROLE =
      Column.builder(Assignment.ROLE, DataType.CATEGORICAL)
          .categories(Arrays.stream(SplitRole.values()).map(SplitRole::name).toList())
          .environments(Set.of(Environment.TRAINING))
          .build();

  private final Rows all;
  private final Assignment roles;
  private final Schema schema;
  private final int place;

  /** Adds the column, or replaces its values if the rows were prepared with it. */
  RoleRows(Rows all, Assignment roles) {
    this.all = all;
    this.roles = roles;
    boolean there = all.schema().columns().contains(ROLE);
    this.schema = there ? all.schema() : all.schema().with(ROLE);
    this.place = schema.indexOf(Assignment.ROLE);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    View view = new View();
    int[] next = new int[1];
    all.forEach(
        row -> {
          SplitRole role = roles.of(next[0]++);
          if (role != null) {
            view.row = row;
            view.role = role.name();
            action.accept(view);
          }
        });
  }

  private final class View implements Row {
    private @Nullable Row row;
    private String role = "";

    private Row row() {
      return required(row, "row");
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public double number(int column) {
      if (column == place) {
        throw WrongRead.of(schema, column, "a number");
      }
      return row().number(column);
    }

    @Override
    public String text(int column) {
      return column == place ? role : row().text(column);
    }

    @Override
    public void tensor(int column, float[] target, int offset) {
      if (column == place) {
        throw WrongRead.of(schema, column, "a tensor");
      }
      row().tensor(column, target, offset);
    }

    @Override
    public String toString() {
      return Row.describe(this);
    }
  }
}

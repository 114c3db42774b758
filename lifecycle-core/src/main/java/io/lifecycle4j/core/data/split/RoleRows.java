package io.lifecycle4j.core.data.split;

import io.lifecycle4j.core.schema.RowView;
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
import java.util.stream.IntStream;

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

  /** Adds the column, or replaces its values if the rows were prepared with it. */
  RoleRows(Rows all, Assignment roles) {
    this.all = all;
    this.roles = roles;
    boolean there = all.schema().columns().contains(ROLE);
    this.schema = there ? all.schema() : all.schema().with(ROLE);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    int[] places = IntStream.range(0, schema.columns().size()).toArray();
    places[schema.indexOf(Assignment.ROLE)] = RowView.OWN;
    View view = new View(schema, places);
    int[] next = new int[1];
    all.forEach(
        row -> {
          SplitRole role = roles.of(next[0]++);
          if (role != null) {
            view.role = role.name();
            action.accept(view.over(row));
          }
        });
  }

  private static final class View extends RowView {
    private String role = "";

    View(Schema schema, int[] places) {
      super(schema, places);
    }

    @Override
    protected String ownText(int column) {
      return role;
    }
  }
}

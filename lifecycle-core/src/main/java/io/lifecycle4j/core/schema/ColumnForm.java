package io.lifecycle4j.core.schema;

import static io.lifecycle4j.error.Preconditions.copy;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Environment;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON form of a column. Defaults are left out. */
@WithoutNulls
final class ColumnForm {
  @JsonProperty private @Nullable String name;
  @JsonProperty private @Nullable DataType type;
  @JsonProperty private @Nullable List<Integer> shape;
  @JsonProperty private @Nullable Boolean nullable;
  @JsonProperty private @Nullable List<String> categories;
  @JsonProperty private @Nullable String unit;
  @JsonProperty private @Nullable ColumnRole role;
  @JsonProperty private @Nullable List<Environment> environments;

  @JsonProperty("private")
  private @Nullable Boolean isPrivate;

  @JsonProperty private @Nullable String description;

  static ColumnForm of(Column column) {
    ColumnForm form = new ColumnForm();
    form.name = column.name();
    form.type = column.type();
    form.shape = column.shape();
    boolean plain = column.isNullable() || column.type() == DataType.TENSOR;
    form.nullable = plain ? null : false;
    form.categories = column.categories().isEmpty() ? null : column.categories();
    form.unit = column.unit().isEmpty() ? null : column.unit();
    form.role = column.role() == ColumnRole.FEATURE ? null : column.role();
    form.environments =
        column.environments().size() == Environment.values().length
            ? null
            : List.copyOf(column.environments());
    form.isPrivate = column.isPrivate() ? true : null;
    form.description = column.description().isEmpty() ? null : column.description();
    return form;
  }

  @SuppressWarnings("NullAway") // the builder rejects null with a message
  Column column() {
    ColumnBuilder column = Column.builder(name, type).shape(shape);
    if (nullable == null ? type != DataType.TENSOR : nullable) {
      column.nullable();
    }
    if (isPrivate != null && isPrivate) {
      column.asPrivate();
    }
    return column
        .categories(categories == null ? List.of() : categories)
        .unit(unit == null ? "" : unit)
        .role(role == null ? ColumnRole.FEATURE : role)
        .environments(
            environments == null
                ? Set.of(Environment.values())
                : Set.copyOf(copy(environments, "environments")))
        .description(description == null ? "" : description)
        .build();
  }
}

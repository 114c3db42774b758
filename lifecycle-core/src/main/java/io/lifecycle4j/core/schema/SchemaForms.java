package io.lifecycle4j.core.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lifecycle4j.core.json.Forms;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.schema.ClassDecision;
import io.lifecycle4j.schema.ClassWeighting;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.spi.TaskProvider;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The JSON forms of schemas and tasks. */
public final class SchemaForms {
  /** Reads and writes schemas and tasks, and the forms of {@link StorageForms}. */
  public static final Json JSON = StorageForms.JSON.with(SchemaForms::register);

  private SchemaForms() {}

  /**
   * Redacts secrets in descriptions and units, which are free text, before a schema is stored;
   * returns the same schema if there are none.
   */
  public static Schema withoutSecrets(Schema schema) {
    Schema kept = schema;
    for (Column column : schema.columns()) {
      String what = "description of column " + column.name();
      String description = FreeText.of(what, column.description());
      String unit = FreeText.of("unit of column " + column.name(), column.unit());
      if (!description.equals(column.description()) || !unit.equals(column.unit())) {
        kept = kept.change(column.name(), parts -> parts.description(description).unit(unit));
      }
    }
    return kept;
  }

  private static void register(Forms forms) {
    forms.form(Schema.class, SchemaForm.class, SchemaForm::of, SchemaForm::schema);
    forms.setMixInAnnotation(Task.class, TaskNames.class);
    forms.form(OptionalDouble.class, Double.class, OptionalDouble::getAsDouble, OptionalDouble::of);
    forms.optional(OptionalDouble.class, OptionalDouble.empty());
    forms.optional(ClassDecision.class, ClassDecision.NONE);
    forms.optional(ClassWeighting.class, ClassWeighting.NONE);
    forms.named(Task.class, TaskProvider.class, TaskClasses.all());
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "task")
  private interface TaskNames {}

  /**
   * Later formats state their version. They are rejected, since their columns may mean something
   * else.
   *
   * @param format null for the current format
   */
  @WithoutNulls
  private record SchemaForm(@Nullable List<ColumnForm> columns, @Nullable Integer format) {
    static SchemaForm of(Schema schema) {
      return new SchemaForm(schema.columns().stream().map(ColumnForm::of).toList(), null);
    }

    Schema schema() {
      check(format == null, "Invalid format of a schema: %s (must be left out)", format);
      return new Schema(copy(columns, "columns").stream().map(ColumnForm::column).toList());
    }
  }
}

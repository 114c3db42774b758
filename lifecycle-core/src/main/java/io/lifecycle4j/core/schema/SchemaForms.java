package io.lifecycle4j.core.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lifecycle4j.core.json.Forms;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.spi.TaskProvider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON forms of schemas and tasks. */
public final class SchemaForms {
  /** Reads and writes schemas and tasks, and the forms of {@link StorageForms}. */
  public static final Json JSON = StorageForms.JSON.with(SchemaForms::register);

  private SchemaForms() {}

  private static void register(Forms forms) {
    forms.form(Schema.class, SchemaForm.class, SchemaForm::of, SchemaForm::schema);
    forms.setMixInAnnotation(Task.class, TaskNames.class);
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

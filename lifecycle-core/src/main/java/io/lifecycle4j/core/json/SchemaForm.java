package io.lifecycle4j.core.json;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.schema.Schema;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a schema is written.
 *
 * <p>The first form knew a name, one of four types and a shape; it promised nothing about missing
 * cells. A schema that promises no more is still written in that form, so that old documents stay
 * what they are, byte for byte. Everything else is the second form and says so; a later form than
 * this version knows is refused, since its columns may mean something else.
 *
 * @param columns the columns
 * @param format the version of the form; null for the first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SchemaForm(@Nullable List<ColumnForm> columns, @Nullable Integer format) {
  private static final int NEWEST = 2;

  static void register(SimpleModule module) {
    module.addSerializer(new Writer());
    module.addDeserializer(Schema.class, new Reader());
  }

  private static SchemaForm of(Schema schema) {
    List<ColumnForm> columns = schema.columns().stream().map(ColumnForm::of).toList();
    return new SchemaForm(columns, columns.stream().allMatch(ColumnForm::isPlain) ? null : NEWEST);
  }

  private Schema schema() {
    check(
        format == null || (format >= 1 && format <= NEWEST),
        "Invalid format of a schema: %s (must be 1 or %s)",
        format,
        NEWEST);
    return new Schema(copy(columns, "columns").stream().map(ColumnForm::column).toList());
  }

  private static final class Writer extends StdSerializer<Schema> {
    Writer() {
      super(Schema.class);
    }

    @Override
    public void serialize(Schema schema, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      provider.defaultSerializeValue(SchemaForm.of(schema), out);
    }
  }

  private static final class Reader extends StdDeserializer<Schema> {
    Reader() {
      super(Schema.class);
    }

    @Override
    public Schema deserialize(JsonParser in, DeserializationContext context) throws IOException {
      SchemaForm form = context.readValue(in, SchemaForm.class);
      try {
        return form.schema();
      } catch (LifecycleException e) {
        throw context.instantiationException(Schema.class, e);
      }
    }
  }
}

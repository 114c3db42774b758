package io.lifecycle4j.core.json;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

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
 * <p>A later form than this version knows will say so, and is refused, since its columns may mean
 * something else.
 *
 * @param columns the columns
 * @param format the form of the document; null for that of today
 */
@WithoutNulls
record SchemaForm(@Nullable List<ColumnForm> columns, @Nullable Integer format) {
  static void register(SimpleModule module) {
    module.addSerializer(new Writer());
    module.addDeserializer(Schema.class, new Reader());
  }

  private static SchemaForm of(Schema schema) {
    return new SchemaForm(schema.columns().stream().map(ColumnForm::of).toList(), null);
  }

  private Schema schema() {
    check(format == null, "Invalid format of a schema: %s (must be left out)", format);
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

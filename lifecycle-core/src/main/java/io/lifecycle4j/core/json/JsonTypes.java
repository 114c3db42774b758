package io.lifecycle4j.core.json;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.model.Provenance;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Keeping;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Param;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** How the values of the api that are not plain records are written. */
final class JsonTypes {
  private JsonTypes() {}

  static SimpleModule module() {
    SimpleModule module = new SimpleModule("lifecycle4j");
    module.setMixInAnnotation(Task.class, TaskNames.class);
    TaskClasses.all().forEach((id, type) -> module.registerSubtypes(new NamedType(type, id)));
    module.setMixInAnnotation(SplitPlan.class, PlanNames.class);
    module.setMixInAnnotation(Provenance.class, OriginNames.class);
    module.setMixInAnnotation(StoredFile.class, WithoutNull.class);
    module.setMixInAnnotation(Keeping.class, KeepingNames.class);
    StepFormats.register(module);
    PreprocessingForm.register(module);
    module.addSerializer(new ToStringSerializer(Duration.class));
    read(module, Duration.class, "duration", Duration::parse);
    ChangeForm.register(module);
    ProfileTypes.name(module);
    ValidationTypes.name(module);
    module.addSerializer(new BlobIdWriter());
    read(module, BlobId.class, "hash", BlobId::new);
    module.addSerializer(new ToStringSerializer(Instant.class));
    read(module, Instant.class, "time", Instant::parse);
    read(module, Param.Type.class, "type", Param.Type::named); // of a newer version: a text
    SchemaForm.register(module);
    HalfPairs.refuse(module);
    Numbers.refuse(module);
    return module;
  }

  private static <T> void read(
      SimpleModule module, Class<T> type, String what, Function<String, T> parsing) {
    module.addDeserializer(type, new TextReader<>(type, what, parsing));
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "task")
  private interface TaskNames {}

  /** Most files are kept in no other way than whole. */
  @WithoutNulls
  private interface WithoutNull {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kept")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Keeping.Chunks.class, name = "chunks"),
    @JsonSubTypes.Type(value = Keeping.Reference.class, name = "reference")
  })
  private interface KeepingNames {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "plan")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = SplitPlan.ByHash.class, name = "byHash"),
    @JsonSubTypes.Type(value = SplitPlan.ByKey.class, name = "byKey"),
    @JsonSubTypes.Type(value = SplitPlan.ByColumn.class, name = "byColumn"),
    @JsonSubTypes.Type(value = SplitPlan.ByRole.class, name = "byRole"),
    @JsonSubTypes.Type(value = SplitPlan.ByTime.class, name = "byTime"),
    @JsonSubTypes.Type(value = SplitPlan.ByTimeShares.class, name = "byTimeShares"),
    @JsonSubTypes.Type(value = SplitPlan.Stratified.class, name = "stratified"),
    @JsonSubTypes.Type(value = SplitPlan.Refined.class, name = "refined")
  })
  private interface PlanNames {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "origin")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Provenance.Trained.class, name = "trained"),
    @JsonSubTypes.Type(value = Provenance.External.class, name = "external")
  })
  private interface OriginNames {}

  private static final class BlobIdWriter extends StdSerializer<BlobId> {
    BlobIdWriter() {
      super(BlobId.class);
    }

    @Override
    public void serialize(BlobId id, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(id.sha256());
    }
  }

  /** Reads what is written as a text. */
  private static final class TextReader<T> extends StdDeserializer<T> {
    private final String what;
    private final transient Function<String, T> parsing;

    TextReader(Class<T> type, String what, Function<String, T> parsing) {
      super(type);
      this.what = what;
      this.parsing = parsing;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String text = _parseString(in, context, this);
      try {
        return parsing.apply(text);
      } catch (DateTimeException e) {
        throw context.weirdStringException(
            text, handledType(), "not a " + what + " (" + e.getMessage() + ")");
      }
    }
  }
}

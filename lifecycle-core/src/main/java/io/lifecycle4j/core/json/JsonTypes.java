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
import io.lifecycle4j.core.schema.TaskClasses;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Keeping;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Param;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** How the values of the api that are not plain records are written. */
final class JsonTypes {
  private JsonTypes() {}

  static SimpleModule module() {
    SimpleModule module = new SimpleModule("lifecycle4j");
    module.setMixInAnnotation(Task.class, TaskNames.class);
    TaskClasses.all()
        .forEach((id, type) -> module.registerSubtypes(new NamedType(type, id)));
    module.setMixInAnnotation(SplitPlan.class, PlanNames.class);
    module.setMixInAnnotation(StoredFile.class, WithoutNull.class);
    module.setMixInAnnotation(Keeping.class, KeepingNames.class);
    StepFormats.register(module);
    PreprocessingForm.register(module);
    module.addSerializer(new DurationWriter());
    module.addDeserializer(Duration.class, new DurationReader());
    ProfileTypes.name(module);
    ValidationTypes.name(module);
    module.addSerializer(new BlobIdWriter());
    module.addDeserializer(BlobId.class, new BlobIdReader());
    module.addSerializer(new InstantWriter());
    module.addDeserializer(Instant.class, new InstantReader());
    module.addDeserializer(Param.Type.class, new ParamTypeReader());
    SchemaForm.register(module);
    HalfPairs.refuse(module);
    Numbers.refuse(module);
    return module;
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

  private static final class BlobIdReader extends StdDeserializer<BlobId> {
    BlobIdReader() {
      super(BlobId.class);
    }

    @Override
    public BlobId deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return new BlobId(_parseString(in, context, this));
    }
  }

  /** One that a newer version of the library wrote is a text. */
  private static final class ParamTypeReader extends StdDeserializer<Param.Type> {
    ParamTypeReader() {
      super(Param.Type.class);
    }

    @Override
    public Param.Type deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      return Param.Type.named(_parseString(in, context, this));
    }
  }

  private static final class InstantWriter extends StdSerializer<Instant> {
    InstantWriter() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant time, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(time.toString());
    }
  }

  private static final class InstantReader extends StdDeserializer<Instant> {
    InstantReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String text = _parseString(in, context, this);
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        return (Instant)
            context.handleWeirdStringValue(Instant.class, text, "not a time (%s)", e.getMessage());
      }
    }
  }

  private static final class DurationWriter extends StdSerializer<Duration> {
    DurationWriter() {
      super(Duration.class);
    }

    @Override
    public void serialize(Duration duration, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(duration.toString());
    }
  }

  private static final class DurationReader extends StdDeserializer<Duration> {
    DurationReader() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String text = _parseString(in, context, this);
      try {
        return Duration.parse(text);
      } catch (DateTimeException e) {
        return (Duration)
            context.handleWeirdStringValue(
                Duration.class, text, "not a duration (%s)", e.getMessage());
      }
    }
  }
}

package io.lifecycle4j.core.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.registry.spi.ChangeProvider;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Changes of the registry carry the name of their kind; one that is not known is read as such. */
final class ChangeForm {
  private static final Map<String, Class<? extends Change>> ALL =
      ServiceClasses.find(
          Map.of(
              "registered", Change.VersionRegistered.class,
              "moved", Change.AliasMoved.class,
              "judged", Change.Judged.class),
          ChangeProvider.class,
          ChangeProvider::changes);

  private ChangeForm() {}

  static void register(SimpleModule module) {
    module.setMixInAnnotation(Change.class, Kinds.class);
    ALL.forEach((kind, type) -> module.registerSubtypes(new NamedType(type, kind)));
    module.addSerializer(new NumberWriter());
    module.addDeserializer(OptionalInt.class, new NumberReader());
    module.addDeserializer(Optional.class, new TextReader());
    module.addDeserializer(
        GateVerdict.class, new StdDelegatingDeserializer<>(new GateLine.Meaning()));
    module.addSerializer(new VerdictWriter());
    module.addDeserializer(Verdict.class, new VerdictReader());
  }

  @JsonTypeInfo(
      use = JsonTypeInfo.Id.NAME,
      property = "kind",
      visible = true,
      defaultImpl = Change.Unknown.class)
  private interface Kinds {}

  /** A number that may be missing is null. */
  private static final class NumberWriter extends StdSerializer<OptionalInt> {
    NumberWriter() {
      super(OptionalInt.class);
    }

    @Override
    public void serialize(OptionalInt number, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (number.isPresent()) {
        out.writeNumber(number.getAsInt());
      } else {
        out.writeNull();
      }
    }
  }

  private static final class NumberReader extends StdDeserializer<OptionalInt> {
    NumberReader() {
      super(OptionalInt.class);
    }

    @Override
    public OptionalInt deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      return OptionalInt.of(_parseIntPrimitive(in, context));
    }

    @Override
    public OptionalInt getNullValue(DeserializationContext context) {
      return OptionalInt.empty();
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) {
      return OptionalInt.empty();
    }
  }

  /** Of a change that is not known only: nothing else has a text that may be missing. */
  @SuppressWarnings("rawtypes") // as Jackson asks for it
  private static final class TextReader extends StdDeserializer<Optional> {
    TextReader() {
      super(Optional.class);
    }

    @Override
    public Optional<?> deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      return Optional.of(_parseString(in, context, this));
    }

    @Override
    public Optional<?> getNullValue(DeserializationContext context) {
      return Optional.empty();
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) {
      return Optional.empty();
    }
  }

  /** See {@link GateVerdict}. */
  private record GateLine(String gate, Verdict verdict, String explanation) {
    private static final class Meaning extends StdConverter<GateLine, GateVerdict> {
      @Override
      public GateVerdict convert(GateLine line) {
        return GateVerdict.builder(line.gate, line.verdict, line.explanation).build();
      }
    }
  }

  private static final class VerdictWriter extends StdSerializer<Verdict> {
    VerdictWriter() {
      super(Verdict.class);
    }

    @Override
    public void serialize(Verdict verdict, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(text(verdict));
    }
  }

  /** A verdict that is not known counts as an error. */
  private static final class VerdictReader extends StdDeserializer<Verdict> {
    VerdictReader() {
      super(Verdict.class);
    }

    @Override
    public Verdict deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String said = _parseString(in, context, this);
      for (Verdict verdict : Verdict.values()) {
        if (text(verdict).equals(said)) {
          return verdict;
        }
      }
      return Verdict.ERROR;
    }
  }

  private static String text(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }
}

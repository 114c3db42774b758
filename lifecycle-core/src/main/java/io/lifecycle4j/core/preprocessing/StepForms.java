package io.lifecycle4j.core.preprocessing;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.lifecycle4j.core.json.Forms;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON forms of steps, with the name of their type and the version of its form: {@code
 * {"type":"clip","v":1,"column":"temp",…}}.
 *
 * <p>A change to the parts of a step needs a new version of its form, and an upgrade of earlier
 * forms when they are read. An unknown form is rejected, since an incomplete step prepares wrong
 * numbers.
 */
final class StepForms {
  static final Map<String, Class<? extends Step>> ASKED = named(Step.class);
  static final Map<String, Class<? extends FittedStep>> FITTED = named(FittedStep.class);

  /** The form of every type. */
  private static final int FORM = 1;

  private StepForms() {}

  private static <S> Map<String, Class<? extends S>> named(Class<S> type) {
    Map<String, Class<? extends S>> named = new TreeMap<>();
    for (Class<?> step : type.getPermittedSubclasses()) {
      if (step != Step.Each.class) { // replaced before anything is written
        named.put(name(step), step.asSubclass(type));
      }
    }
    return Collections.unmodifiableMap(named);
  }

  /** Names a record by its class name: renaming the class makes it another step. */
  static String name(Class<?> step) {
    String name = step.getSimpleName();
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  static void register(Forms forms) {
    forms.addSerializer(new Writer<>(Step.class));
    forms.addDeserializer(Step.class, new Reader<>(Step.class, ASKED));
    forms.addSerializer(new Writer<>(FittedStep.class));
    forms.addDeserializer(FittedStep.class, new Reader<>(FittedStep.class, FITTED));
  }

  private static final class Writer<S> extends StdSerializer<S> {
    Writer(Class<S> type) {
      super(type);
    }

    @Override
    public void serialize(S step, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartObject();
      out.writeStringField("type", name(step.getClass()));
      out.writeNumberField("v", FORM);
      RecordComponent[] parts = step.getClass().getRecordComponents();
      Arrays.sort(parts, Comparator.comparing(RecordComponent::getName));
      for (RecordComponent part : parts) {
        provider.defaultSerializeField(part.getName(), value(step, part), out);
      }
      out.writeEndObject();
    }

    private static Object value(Object step, RecordComponent part) throws JsonMappingException {
      try {
        return part.getAccessor().invoke(step);
      } catch (ReflectiveOperationException e) {
        throw new JsonMappingException(null, "Cannot read " + part, e);
      }
    }
  }

  private static final class Reader<S> extends StdDeserializer<S> {
    private final transient Map<String, Class<? extends S>> types;

    Reader(Class<S> type, Map<String, Class<? extends S>> types) {
      super(type);
      this.types = types;
    }

    @Override
    public S deserialize(JsonParser in, DeserializationContext context) throws IOException {
      ObjectNode step = context.readValue(in, ObjectNode.class);
      String name = step.path("type").asText("");
      int version = step.path("v").asInt(0);
      Class<? extends S> type = types.get(name);
      if (type == null || version != FORM) {
        return context.reportInputMismatch(
            handledType(), "step '%s' in form %s is not known to this library", name, version);
      }
      step.remove(List.of("type", "v"));
      return context.readTreeAsValue(step, type);
    }
  }
}

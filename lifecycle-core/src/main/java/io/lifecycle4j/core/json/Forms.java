package io.lifecycle4j.core.json;

import static io.lifecycle4j.error.Preconditions.required;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The JSON forms of values that are not plain records; each package registers its own.
 *
 * <p>Not thread-safe; a {@link Json} is thread-safe once it has them.
 */
public final class Forms extends SimpleModule {
  private final transient Map<Class<?>, Class<?>> services = new HashMap<>();
  private final transient Map<Class<?>, Object> nothings = new HashMap<>();

  @SuppressWarnings("unchecked") // Jackson knows classes without their parameters
  Forms() {
    super("lifecycle4j");
    form(Duration.class, String.class, Duration::toString, Duration::parse);
    form(Instant.class, String.class, Instant::toString, Instant::parse);
    form(
        OptionalInt.class,
        Integer.class,
        number -> number.isPresent() ? number.getAsInt() : null,
        OptionalInt::of,
        OptionalInt.empty());
    form(
        OptionalLong.class,
        Long.class,
        number -> number.isPresent() ? number.getAsLong() : null,
        OptionalLong::of,
        OptionalLong.empty());
    addSerializer(
        new Writer<>(
            Optional.class,
            (value, out, provider) -> provider.defaultSerializeValue(value.orElse(null), out)));
    addDeserializer(Optional.class, new ValueReader(null));
    StrictValues.register(this);
  }

  /** Writes values of a type as values of another, their form, which is often a text. */
  public <T, F> void form(
      Class<T> type, Class<F> form, Function<T, F> writing, Function<F, T> reading) {
    form(type, form, writing, reading, null);
  }

  /**
   * Leaves out a property of a record whose value is the same as nothing; a missing one is read as
   * nothing.
   */
  public <T> void optional(Class<T> type, T nothing) {
    nothings.put(type, nothing);
  }

  @Override
  public void setupModule(SetupContext context) {
    super.setupModule(context);
    context.addBeanSerializerModifier(new Leaving());
    context.addBeanDeserializerModifier(new Filling());
  }

  private <T, F> void form(
      Class<T> type,
      Class<F> form,
      Function<T, ? extends @Nullable Object> writing,
      Function<F, T> reading,
      @Nullable T nothing) {
    addSerializer(
        new Writer<>(
            type,
            (value, out, provider) -> provider.defaultSerializeValue(writing.apply(value), out)));
    addDeserializer(type, new Reader<>(type, form, reading, nothing));
  }

  /** Writes values of a type as JSON produced elsewhere, and passes that JSON on when reading. */
  public <T> void json(Class<T> type, Function<T, String> writing, Function<String, T> reading) {
    addSerializer(
        new Writer<>(type, (value, out, provider) -> out.writeRawValue(writing.apply(value))));
    addDeserializer(type, new JsonReader<>(type, reading));
  }

  /**
   * Names the classes of an open type; its annotations specify the property with the name.
   *
   * @param service the type of the services that name further classes
   * @param classes all known classes by name
   */
  public void named(Class<?> type, Class<?> service, Map<String, ? extends Class<?>> classes) {
    classes.forEach((name, named) -> registerSubtypes(new NamedType(named, name)));
    services.put(type, service);
  }

  /** Describes the missing class of an open type; null if something else is wrong. */
  @Nullable String missing(IOException e) {
    if (!(e instanceof InvalidTypeIdException unknown)) {
      return null;
    }
    Class<?> type = unknown.getBaseType().getRawClass();
    Class<?> service = services.get(type);
    return service == null
        ? null
        : String.format(
            "%s does not exist: %s (a service of type %s must name its class)",
            type.getSimpleName().toLowerCase(Locale.ROOT), unknown.getTypeId(), service.getName());
  }

  private interface Output<T> {
    void write(T value, JsonGenerator out, SerializerProvider provider) throws IOException;
  }

  private static final class Writer<T> extends StdSerializer<T> {
    private final transient Output<T> output;

    Writer(Class<T> type, Output<T> output) {
      super(type);
      this.output = output;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      output.write(value, out, provider);
    }
  }

  private static final class Reader<T, F> extends StdDeserializer<T> {
    private final Class<F> form;
    private final transient Function<F, T> reading;
    private final transient @Nullable T nothing;

    Reader(Class<T> type, Class<F> form, Function<F, T> reading, @Nullable T nothing) {
      super(type);
      this.form = form;
      this.reading = reading;
      this.nothing = nothing;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      F written = context.readValue(in, form);
      try {
        return reading.apply(written);
      } catch (LifecycleException e) {
        throw context.instantiationException(handledType(), e);
      } catch (DateTimeException e) {
        throw context.instantiationException(
            handledType(), new InvalidValueException(String.valueOf(e.getMessage()), e));
      }
    }

    @Override
    public @Nullable T getNullValue(DeserializationContext context) {
      return nothing;
    }
  }

  /** Reads a value that may be null, of the type that a part of a record has. */
  @SuppressWarnings("rawtypes") // Jackson knows classes without their parameters
  private static final class ValueReader extends StdDeserializer<Optional>
      implements ContextualDeserializer {
    private final @Nullable JavaType type;

    ValueReader(@Nullable JavaType type) {
      super(Optional.class);
      this.type = type;
    }

    @Override
    public JsonDeserializer<?> createContextual(
        DeserializationContext context, @Nullable BeanProperty property) {
      return new ValueReader(context.getContextualType().containedTypeOrUnknown(0));
    }

    @Override
    public Optional deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return Optional.of(context.readValue(in, required(type, "type of a value")));
    }

    @Override
    public Optional getNullValue(DeserializationContext context) {
      return Optional.empty();
    }
  }

  private static final class JsonReader<T> extends StdDeserializer<T> {
    private final transient Function<String, T> reading;

    JsonReader(Class<T> type, Function<String, T> reading) {
      super(type);
      this.reading = reading;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String json = context.readTree(in).toString();
      if (StrictValues.halfPair(json) >= 0) {
        context.reportInputMismatch(handledType(), "half of a surrogate pair");
      }
      return reading.apply(json);
    }

    @Override
    public T getNullValue(DeserializationContext context) {
      return reading.apply("null");
    }
  }

  private final class Leaving extends BeanSerializerModifier {
    private static final long serialVersionUID = 1;

    @Override
    public List<BeanPropertyWriter> changeProperties(
        SerializationConfig config, BeanDescription bean, List<BeanPropertyWriter> properties) {
      properties.replaceAll(
          property -> {
            Object nothing = nothings.get(property.getType().getRawClass());
            return nothing == null ? property : new OptionalWriter(property, nothing);
          });
      return properties;
    }
  }

  private static final class OptionalWriter extends BeanPropertyWriter {
    private final transient Object nothing;

    OptionalWriter(BeanPropertyWriter property, Object nothing) {
      super(property);
      this.nothing = nothing;
    }

    @Override
    public void serializeAsField(Object bean, JsonGenerator out, SerializerProvider provider)
        throws Exception {
      if (!nothing.equals(get(bean))) {
        super.serializeAsField(bean, out, provider);
      }
    }
  }

  private final class Filling extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1;

    @Override
    public JsonDeserializer<?> modifyDeserializer(
        DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> reader) {
      Object nothing = nothings.get(bean.getBeanClass());
      return nothing == null ? reader : new OptionalReader(reader, nothing);
    }
  }

  private static final class OptionalReader extends DelegatingDeserializer {
    private final transient Object nothing;

    OptionalReader(JsonDeserializer<?> reader, Object nothing) {
      super(reader);
      this.nothing = nothing;
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
      return new OptionalReader(reader, nothing);
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) {
      return nothing;
    }
  }
}

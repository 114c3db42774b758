package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.error.InvalidValueException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Maps record components to columns, through method handles that do not box. */
final class RecordColumns {
  private static final Set<Class<?>> REALS = Set.of(double.class, float.class);
  private static final Set<Class<?>> WHOLES =
      Set.of(long.class, int.class, short.class, byte.class);

  /** Component types that are read as objects and may be null. */
  private static final Map<Class<?>, DataType> OBJECTS =
      Map.ofEntries(
          Map.entry(Double.class, DataType.FLOAT64),
          Map.entry(Float.class, DataType.FLOAT64),
          Map.entry(OptionalDouble.class, DataType.FLOAT64),
          Map.entry(Long.class, DataType.INT64),
          Map.entry(Integer.class, DataType.INT64),
          Map.entry(Short.class, DataType.INT64),
          Map.entry(Byte.class, DataType.INT64),
          Map.entry(OptionalLong.class, DataType.INT64),
          Map.entry(OptionalInt.class, DataType.INT64),
          Map.entry(Boolean.class, DataType.BOOLEAN),
          Map.entry(Instant.class, DataType.TIMESTAMP),
          Map.entry(LocalDateTime.class, DataType.TIMESTAMP),
          Map.entry(LocalDate.class, DataType.TIMESTAMP),
          Map.entry(String.class, DataType.STRING));

  /** Those of these types that are not nullable unless annotated. */
  private static final Set<Class<?>> VALUES =
      Set.of(Instant.class, LocalDateTime.class, LocalDate.class, String.class);

  private RecordColumns() {}

  static <R> Columns<R> of(Class<R> type, List<Column> tensors) {
    check(
        type.isRecord(),
        "Invalid input type: %s (must be a record, or use Columns.from)",
        type.getName());
    Columns.Builder<R> columns = Columns.from(type);
    RecordTensors shapes = new RecordTensors(type, tensors);
    for (RecordComponent component : type.getRecordComponents()) {
      if (RecordTensors.isTensor(component)) {
        shapes.add(columns, component, object(handle(component))::read);
      } else {
        add(columns, component);
      }
    }
    return columns.build();
  }

  private static <R> void add(Columns.Builder<R> columns, RecordComponent component) {
    String name = component.getName();
    Class<?> type = component.getType();
    if (REALS.contains(type)) {
      columns.number(Column.of(name, DataType.FLOAT64), number(handle(component))::read);
    } else if (WHOLES.contains(type)) {
      columns.number(Column.of(name, DataType.INT64), number(handle(component))::read);
    } else if (type == boolean.class) {
      columns.number(Column.of(name, DataType.BOOLEAN), number(handle(component))::read);
    } else {
      addObject(columns, component);
    }
  }

  private static <R> void addObject(Columns.Builder<R> columns, RecordComponent component) {
    ObjectReader<RuntimeException> reader = object(handle(component));
    if (RecordTensors.isListOf(component, String.class)) {
      Column texts = Column.builder(component.getName(), DataType.STRING).nullable().build();
      columns.text(texts, input -> CellValues.lines(component.getName(), reader.read(input)));
      return;
    }
    Column column = column(component, content(component));
    if (column.type().isText()) {
      columns.text(column, input -> CellValues.text(reader.read(input)));
    } else {
      columns.number(column, input -> CellValues.number(reader.read(input)));
    }
  }

  private static Column column(RecordComponent component, Class<?> type) {
    DataType cells = type.isEnum() ? DataType.CATEGORICAL : OBJECTS.get(type);
    if (cells == null) {
      throw new InvalidValueException(
          String.format(
              "Invalid component %s of %s: %s"
                  + " (must be a number, a boolean, a text, an enum, a time, a list of texts, or the"
                  + " numbers of a tensor: float[], List<Float> or GrayImage)",
              component.getName(),
              component.getDeclaringRecord().getName(),
              component.getType().getName()));
    }
    ColumnBuilder column = Column.builder(component.getName(), cells);
    if (type.isEnum()) {
      column.categories(
          Arrays.stream(type.getEnumConstants()).map(value -> ((Enum<?>) value).name()).toList());
    }
    boolean always = type == component.getType() && (type.isEnum() || VALUES.contains(type));
    return (always && !isMarked(component) ? column : column.nullable()).build();
  }

  /** Returns the content type of an {@code Optional}, and every other type unchanged. */
  private static Class<?> content(RecordComponent component) {
    return component.getType() == Optional.class
            && component.getGenericType() instanceof ParameterizedType optional
            && optional.getActualTypeArguments()[0] instanceof Class<?> content
        ? content
        : component.getType();
  }

  /** Accepts an annotation of that name from any library. */
  private static boolean isMarked(RecordComponent component) {
    return Stream.of(component.getAnnotatedType(), component, component.getAccessor())
        .flatMap(place -> Arrays.stream(place.getAnnotations()))
        .anyMatch(mark -> mark.annotationType().getSimpleName().equals("Nullable"));
  }

  private static MethodHandle handle(RecordComponent component) {
    Method accessor = component.getAccessor();
    check(
        accessor.trySetAccessible(),
        "Cannot read record %s: its module does not open package %s (use Columns.from instead)",
        component.getDeclaringRecord().getName(),
        component.getDeclaringRecord().getPackageName());
    try {
      return MethodHandles.lookup().unreflect(accessor);
    } catch (IllegalAccessException e) {
      throw new InvalidValueException(
          "Cannot read record " + component.getDeclaringRecord().getName() + " (use Columns.from)",
          e);
    }
  }

  /**
   * Reads a number; generic in the exception because {@code invokeExact} declares {@code
   * Throwable}.
   */
  private interface NumberReader<X extends Throwable> {
    double read(Object input) throws X;
  }

  private interface ObjectReader<X extends Throwable> {
    Object read(Object input) throws X;
  }

  /**
   * Rethrows the exception of an accessor unchecked: accessors of records declare no exceptions.
   */
  @SuppressWarnings("unchecked")
  private static NumberReader<RuntimeException> number(MethodHandle accessor) {
    MethodHandle exact =
        MethodHandles.explicitCastArguments(
            accessor, MethodType.methodType(double.class, Object.class));
    NumberReader<?> reader = (NumberReader<Throwable>) input -> (double) exact.invokeExact(input);
    return (NumberReader<RuntimeException>) reader;
  }

  @SuppressWarnings("unchecked")
  private static ObjectReader<RuntimeException> object(MethodHandle accessor) {
    MethodHandle exact =
        MethodHandles.explicitCastArguments(
            accessor, MethodType.methodType(Object.class, Object.class));
    ObjectReader<?> reader = (ObjectReader<Throwable>) input -> (Object) exact.invokeExact(input);
    return (ObjectReader<RuntimeException>) reader;
  }
}

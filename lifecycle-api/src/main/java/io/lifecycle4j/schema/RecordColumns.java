package io.lifecycle4j.schema;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.error.InvalidValueException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Set;

/** Maps record components to columns, through method handles that do not box. */
final class RecordColumns {
  private static final Set<Class<?>> REALS = Set.of(double.class, float.class);
  private static final Set<Class<?>> WHOLES =
      Set.of(long.class, int.class, short.class, byte.class, boolean.class);

  private RecordColumns() {}

  static <R> Columns<R> of(Class<R> type) {
    check(
        type.isRecord(),
        "Invalid input type: %s (must be a record, or use Columns.from)",
        type.getName());
    Columns.Builder<R> columns = Columns.from(type);
    for (RecordComponent component : type.getRecordComponents()) {
      add(columns, component);
    }
    return columns.build();
  }

  private static <R> void add(Columns.Builder<R> columns, RecordComponent component) {
    String name = component.getName();
    Class<?> type = component.getType();
    if (REALS.contains(type)) {
      columns.float64(name, number(handle(component))::read);
    } else if (WHOLES.contains(type)) {
      columns.int64(name, number(handle(component))::read);
    } else if (type == String.class || type.isEnum()) {
      ObjectReader<RuntimeException> text = object(handle(component));
      columns.string(
          name,
          input -> {
            Object value = text.read(input);
            return value instanceof Enum<?> constant ? constant.name() : (String) value;
          });
    } else {
      throw new InvalidValueException(
          String.format(
              "Invalid component %s of %s: %s (must be a primitive number, a boolean, a text or an enum)",
              name, component.getDeclaringRecord().getName(), type.getName()));
    }
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

  /** Reads a number; declared to throw what {@code invokeExact} is declared to throw. */
  private interface NumberReader<X extends Throwable> {
    double read(Object input) throws X;
  }

  private interface ObjectReader<X extends Throwable> {
    Object read(Object input) throws X;
  }

  /** An accessor that throws, throws the same unchecked: its declared exceptions do not exist. */
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

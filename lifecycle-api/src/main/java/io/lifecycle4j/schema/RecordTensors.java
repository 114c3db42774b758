package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Maps the components of a record that are tensors to their columns. */
final class RecordTensors {
  private final Map<String, Column> columns = new LinkedHashMap<>();

  /** Checks that each column is that of a tensor of the record. */
  RecordTensors(Class<?> type, List<Column> tensors) {
    List<String> names =
        Arrays.stream(type.getRecordComponents())
            .filter(RecordTensors::isTensor)
            .map(RecordComponent::getName)
            .toList();
    for (Column column : tensors) {
      required(column, "column of a tensor");
      check(
          names.contains(column.name())
              && column.type() == DataType.TENSOR
              && columns.put(column.name(), column) == null,
          "Invalid column %s: %s of %s (must be a tensor, one for each of %s)",
          column.name(),
          column.type(),
          type.getName(),
          names);
    }
  }

  /** Returns whether a component contains numbers of a shape. */
  static boolean isTensor(RecordComponent component) {
    return component.getType() == float[].class
        || component.getType() == GrayImage.class
        || isListOf(component, Float.class);
  }

  static boolean isListOf(RecordComponent component, Class<?> content) {
    return component.getType() == List.class
        && component.getGenericType() instanceof ParameterizedType list
        && list.getActualTypeArguments()[0] == content;
  }

  <R> void add(
      Columns.Builder<R> record,
      RecordComponent component,
      Function<Object, @Nullable Object> reader) {
    Column column = columns.get(component.getName());
    if (column == null) {
      throw new InvalidValueException(
          String.format(
              "Invalid component %s of %s: %s has no shape (give it: Columns.of(%s.class,"
                  + " Column.tensor(\"%s\", ...)))",
              component.getName(),
              component.getDeclaringRecord().getName(),
              component.getType().getSimpleName(),
              component.getDeclaringRecord().getSimpleName(),
              component.getName()));
    }
    record.tensor(
        column, (input, target, offset) -> copy(column, reader.apply(input), target, offset));
  }

  private static void copy(Column column, @Nullable Object numbers, float[] target, int offset) {
    if (numbers instanceof float[] array) {
      checkSize(column, array.length);
      System.arraycopy(array, 0, target, offset, array.length);
    } else if (numbers instanceof GrayImage image) {
      checkImage(column, image);
      image.copyTo(target, offset);
    } else {
      copyList(
          column, (List<?>) required(numbers, "numbers of column", column.name()), target, offset);
    }
  }

  private static void copyList(Column column, List<?> list, float[] target, int offset) {
    checkSize(column, list.size());
    int place = offset;
    for (Object number : list) {
      target[place++] =
          number == null ? Float.NaN : (Float) number; // NaN is rejected, by its place
    }
  }

  private static void checkSize(Column column, int size) {
    if (size != column.cells()) { // a check with arguments would box them for every row
      throw new InvalidValueException(
          String.format(
              "Invalid input: %s has %s numbers (must be %s, for the shape %s)",
              column.name(), size, column.cells(), column.shape()));
    }
  }

  private static void checkImage(Column column, GrayImage image) {
    List<Integer> shape = column.shape();
    int rank = shape.size();
    boolean fits =
        rank >= 2
            && image.height() == shape.get(rank - 2)
            && image.width() == shape.get(rank - 1)
            && column.cells() == image.height() * image.width();
    if (!fits) {
      throw new InvalidValueException(
          String.format(
              "Invalid image size: %s x %s (the column %s has the shape %s)",
              image.height(), image.width(), column.name(), shape));
    }
  }
}

package io.lifecycle4j.core.training;

import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds labels, such as a rare class, that only rows of the drift reference have although these are
 * training rows, so that the trainer never receives them.
 *
 * <p>Labels are compared by the targets that are a single integer.
 */
final class UntrainedLabels {
  private static final int MOST_SHOWN = 3;

  private UntrainedLabels() {}

  /** Describes such labels; empty if there are none. */
  static Optional<String> describe(String model, Task<?> task, TrainingData data) {
    boolean none = data.validation().isPresent() || task.labels().isEmpty();
    Set<Integer> places = none ? Set.of() : places(data);
    if (places.isEmpty()) {
      return Optional.empty();
    }
    Set<String> labels = new TreeSet<>();
    int[] place = new int[1];
    data.referenceRows()
        .forEach(
            row -> {
              if (places.contains(place[0]++)) {
                labels.add(shown(task.labels(), row));
              }
            });
    return Optional.of(
        String.format(
            Locale.ROOT,
            "The trainer of %s receives no row with %s: all of them are in the drift reference,"
                + " since the split of %s has no validation rows (split some off, or add rows)",
            model,
            labels.stream().limit(MOST_SHOWN).collect(Collectors.joining(" or ")),
            data.version()));
  }

  /** Returns the positions of rows of the reference with a label that no other row has. */
  private static Set<Integer> places(TrainingData data) {
    Set<Integer> places = new HashSet<>();
    List<TensorSpec> targets = data.training().targets();
    for (int i = 0; i < targets.size(); i++) {
      if (isIndex(targets.get(i))) {
        Set<Double> trained = new HashSet<>();
        numbers(data.training().labels().get(i), trained);
        Tensor left = data.reference().labels().get(i);
        IntStream.range(0, left.size())
            .filter(row -> !trained.contains(left.number(row)))
            .forEach(places::add);
      }
    }
    return places;
  }

  private static boolean isIndex(TensorSpec target) {
    boolean integer = target.type() == TensorType.INT32 || target.type() == TensorType.INT64;
    return integer && target.numbers() == 1;
  }

  private static void numbers(Tensor tensor, Set<Double> into) {
    for (int i = 0; i < tensor.size(); i++) {
      into.add(tensor.number(i));
    }
  }

  private static String shown(List<String> labels, Row row) {
    return labels.stream()
        .map(label -> label + " " + shown(row, row.schema().indexOf(label)))
        .collect(Collectors.joining(" and "));
  }

  private static String shown(Row row, int place) {
    Column column = row.schema().columns().get(place);
    return switch (column.type()) {
      case TENSOR -> "of a tensor";
      case STRING, CATEGORICAL -> ShownCell.of(column, row.text(place));
      default -> ShownCell.of(column, row.number(place));
    };
  }
}

package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidDataException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds and counts the classes of training rows. */
final class ClassesFit implements Task.Fit<String> {
  private static final int MAX_CLASSES = 10_000;

  private final Classification task;
  private final Map<String, Long> rows = new TreeMap<>();

  ClassesFit(Classification task) {
    this.task = task;
  }

  @Override
  public void add(Row row) {
    String name = required(row, "row").text(row.schema().indexOf(task.label()));
    rows.merge(name, 1L, Long::sum);
    if (rows.size() > MAX_CLASSES) {
      throw new InvalidDataException(
          "Invalid label column " + task.label() + ": more than " + MAX_CLASSES + " classes");
    }
  }

  @Override
  public Task<String> complete() {
    List<String> classes = task.classes().isEmpty() ? found() : task.classes();
    ClassWeighting weighting = task.weighting();
    if (weighting.isOpen()) {
      weighting = weighting.balance(classes, rows);
    }
    return new Classification(
        task.label(), classes, task.decision(), weighting, task.labelSmoothing());
  }

  private List<String> found() {
    if (rows.containsKey("") || rows.size() < 2) {
      throw new InvalidDataException(
          "Invalid label column "
              + task.label()
              + ": classes "
              + rows.keySet()
              + " (needs at least 2, none missing: add rows of another class, with a label each)");
    }
    return List.copyOf(rows.keySet());
  }
}

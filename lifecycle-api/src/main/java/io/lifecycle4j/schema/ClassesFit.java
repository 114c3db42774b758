package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidDataException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds the classes of training rows. */
final class ClassesFit implements Task.Fit<String> {
  private static final int MAX_CLASSES = 10_000;

  private final String label;
  private final Set<String> classes = new TreeSet<>();

  ClassesFit(String label) {
    this.label = label;
  }

  @Override
  public void add(Row row) {
    classes.add(required(row, "row").text(row.schema().indexOf(label)));
    if (classes.size() > MAX_CLASSES) {
      throw new InvalidDataException(
          "Invalid label column " + label + ": more than " + MAX_CLASSES + " classes");
    }
  }

  @Override
  public Task<String> complete() {
    if (classes.contains("") || classes.size() < 2) {
      throw new InvalidDataException(
          "Invalid label column "
              + label
              + ": classes "
              + classes
              + " (needs at least 2, none missing)");
    }
    return new Classification(label, List.copyOf(classes));
  }
}

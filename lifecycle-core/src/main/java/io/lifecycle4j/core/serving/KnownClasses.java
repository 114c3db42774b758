package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Task;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The classes that the versions of a model predict, if its task declares none.
 *
 * <p>A function that serves may answer any class. Thread-safe.
 */
final class KnownClasses {
  /** The classes that a message names at most. */
  private static final int SHOWN = 20;

  private final String model;
  private final ModelRegistry registry;
  private final boolean isOpen;

  /** Those that were read from versions. */
  private volatile Set<String> known = Set.of();

  /**
   * Knows no class yet.
   *
   * @param function whether a function serves instead of versions
   */
  KnownClasses(String model, ModelRegistry registry, Task<?> task, boolean function) {
    this.model = model;
    this.registry = registry;
    this.isOpen = task instanceof Classification && task.classes().isEmpty() && !function;
  }

  /**
   * Checks that a version predicts a class.
   *
   * @param label a label of the declared task
   * @throws InvalidValueException if none does
   */
  void check(Object label) {
    if (!isOpen
        || known.contains(label)
        || registry.named(model, ModelRegistry.PRODUCTION).isEmpty()) {
      return;
    }
    registry.refresh(); // the version that predicts it may be new
    Set<String> all = read();
    known = all;
    if (!all.contains(label)) {
      throw unknown(label.toString(), all);
    }
  }

  private Set<String> read() {
    return registry.versions(model).stream()
        .map(ModelVersion::manifest)
        .flatMap(manifest -> manifest.task().classes().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private InvalidValueException unknown(String label, Set<String> all) {
    String meant =
        SimilarNames.find(label, all)
            .map(other -> "did you mean " + ShownCell.line(other) + "? ")
            .orElse("");
    String some =
        all.stream()
            .limit(SHOWN)
            .map(ShownCell::line)
            .collect(Collectors.joining(", ", "", all.size() > SHOWN ? ", …" : ""));
    return new InvalidValueException(
        String.format(
            "Invalid ground truth: %s (%sthe versions of %s predict %s; declare a new class in the"
                + " task)",
            ShownCell.line(label), meant, model, some));
  }
}

package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.Baselines;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
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

  private final ModelVersions versions;
  private final boolean isOpen;

  private volatile Known known = new Known(new TreeSet<>(), 0);

  /**
   * Those that were read from versions.
   *
   * @param classes sorted, not changed any more
   * @param versions the number of the last version that was read
   */
  private record Known(SortedSet<String> classes, int versions) {}

  /**
   * Knows no class yet.
   *
   * @param function whether a function serves instead of versions
   */
  KnownClasses(ModelVersions versions, Task<?> task, boolean function) {
    this.versions = versions;
    this.isOpen = task.baselines() == Baselines.CLASSES && task.classes().isEmpty() && !function;
  }

  /**
   * Checks that a version predicts a class.
   *
   * @param label a label of the declared task
   * @throws InvalidValueException if none does
   */
  void check(Object label) {
    if (!isOpen
        || known.classes.contains(label.toString())
        || versions.named(ModelRegistry.PRODUCTION).isEmpty()) {
      return;
    }
    versions.registry().refresh(); // the version that predicts it may be new
    Known all = read(known);
    known = all;
    if (!all.classes.contains(label.toString())) {
      throw unknown(label.toString(), all.classes);
    }
  }

  private Known read(Known before) {
    List<ModelVersion> newer = versions.from(before.versions + 1);
    SortedSet<String> classes = new TreeSet<>(before.classes);
    newer.forEach(version -> classes.addAll(version.manifest().task().classes()));
    return new Known(classes, before.versions + newer.size());
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
            ShownCell.line(label), meant, versions.model(), some));
  }
}

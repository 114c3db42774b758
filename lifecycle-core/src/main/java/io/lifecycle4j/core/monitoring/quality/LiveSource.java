package io.lifecycle4j.core.monitoring.quality;

import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.schema.Baselines;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.Predictions;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A model whose answers are measured. Thread-safe.
 *
 * @param task that of the model, which a function answers
 */
public record LiveSource(
    Predictions predictions, ModelVersions versions, Task<?> task, InstantSource clock) {
  /** The version of a function in {@link #task(int, List)}. */
  static final int FUNCTION = 0;

  /** Names a version or function. */
  String label(int version) {
    return version == FUNCTION ? versions.model() : versions.model() + ":" + version;
  }

  /**
   * Returns how the answers of a version or function are scored.
   *
   * @param rows all its answers: a function may answer any class
   */
  LiveTask task(int version, List<LiveRow> rows) {
    Task<?> own = version == FUNCTION ? task : versions.version(version).manifest().task();
    boolean open = own.baselines() == Baselines.CLASSES && own.classes().isEmpty();
    Task<?> complete = open ? closed(own, rows) : own;
    return LiveTask.of(TaskCalls.judging(label(version), complete));
  }

  private static Task<?> closed(Task<?> open, List<LiveRow> rows) {
    Set<String> classes = new TreeSet<>();
    rows.forEach(
        row -> {
          classes.add(row.answer());
          if (row.label() instanceof String label) {
            classes.add(label);
          }
        });
    if (classes.size() < 2) { // needs two, one of which has no row
      classes.add(classes.contains("other") ? "another" : "other");
    }
    return new Classification(open.labels().get(0), List.copyOf(classes));
  }
}

package io.lifecycle4j.tracking;

import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;
import java.util.Optional;

/**
 * Keeps runs. A backend implements it; users call {@link Experiments}.
 *
 * <p>Thread-safe; on shared storage also safe across processes.
 */
public interface ExperimentTracker {
  /**
   * Starts a run, durable on return.
   *
   * @param info what is known of it
   * @return where its events go; close it
   * @throws io.lifecycle4j.error.ConflictException if the id is taken
   */
  RunLog start(RunInfo info);

  /**
   * Stores the bytes of an artifact, ahead of the event that names it.
   *
   * @param file the file
   * @return its name, hash and length; durable
   * @throws io.lifecycle4j.error.InvalidDataException if the file cannot be read; nothing was
   *     stored
   */
  StoredFile put(NamedContent file);

  /**
   * Finds a run.
   *
   * @param id the id
   * @return the run, or empty when there is none
   */
  Optional<RunRecord> find(String id);

  /**
   * Lists the experiments that have runs. Default: the tracker cannot tell, and whoever asks names
   * the experiments.
   *
   * @return the names, sorted, or empty if the tracker cannot tell
   */
  default Optional<List<String>> findExperiments() {
    return Optional.empty();
  }

  /**
   * Lists the runs of an experiment.
   *
   * @param experiment the experiment
   * @return the runs in the order of their start; empty when there are none
   */
  List<RunRecord> runs(String experiment);

  /**
   * Returns every point of a metric.
   *
   * @param id the run
   * @param metric the metric
   * @return the points in the order they were logged; empty when there are none
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   */
  List<MetricPoint> history(String id, String metric);
}

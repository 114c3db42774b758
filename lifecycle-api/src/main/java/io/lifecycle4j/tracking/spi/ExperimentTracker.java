package io.lifecycle4j.tracking.spi;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunPage;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Stores runs. A backend implements it; users call {@link Experiments}.
 *
 * <p>Thread-safe; on shared storage also safe across processes.
 */
public interface ExperimentTracker {
  /**
   * Starts a run, durable on return.
   *
   * @param info the facts of the run
   * @return the log of the run; close it
   * @throws io.lifecycle4j.error.ConflictException if the id is taken
   */
  RunLog start(RunInfo info);

  /**
   * Opens an existing run to resume it or to add to it. Opening it changes nothing.
   *
   * @param id the run
   * @return the log of the run; close it
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.ConflictException if it is being recorded elsewhere, or is deleted
   */
  RunLog reopen(String id);

  /**
   * Stores the bytes of an artifact, before the batch that names it.
   *
   * @param file the file
   * @return its name, hash and length; durable on return
   * @throws io.lifecycle4j.error.InvalidDataException if the file cannot be read; nothing was
   *     stored
   */
  StoredFile put(NamedContent file);

  /**
   * Opens a file that was {@linkplain #put stored}.
   *
   * @param file the hash of its bytes
   * @return the bytes, verified while they are read; close the stream
   * @throws io.lifecycle4j.error.NotFoundException if it is not stored
   */
  InputStream open(BlobId file);

  /**
   * Finds a run. A run whose process died is ended as {@link RunStatus#CRASHED} by the first read;
   * if that cannot be recorded, as on a read-only disk, the returned record still says so.
   *
   * @param id the id
   * @return the run, or empty if there is none, or it was purged
   */
  Optional<RunRecord> find(String id);

  /**
   * Lists the experiments that have runs. Default: not supported; callers must then name the
   * experiments.
   *
   * @return the names, sorted, or empty if not supported
   */
  default Optional<List<String>> findExperiments() {
    return Optional.empty();
  }

  /**
   * Searches runs.
   *
   * @param query which runs, in which order, and how many
   * @return a page of runs; an empty page if there are none
   * @throws io.lifecycle4j.error.InvalidValueException if the cursor belongs to another query
   */
  RunPage search(RunQuery query);

  /**
   * Searches all pages.
   *
   * @param query which runs, in which order, how many per page, and where to begin
   * @param action receives each run
   * @throws io.lifecycle4j.error.InvalidValueException as {@link #search}
   */
  default void forEach(RunQuery query, Consumer<? super RunRecord> action) {
    required(action, "action");
    RunPage page = search(query);
    page.runs().forEach(action);
    while (page.next().isPresent()) {
      page = search(query.toBuilder().cursor(page.next().get()).build());
      page.runs().forEach(action);
    }
  }

  /**
   * Returns every point of a metric.
   *
   * @param id the run
   * @param metric the metric
   * @return the points in the order in which they were logged, without superseded points; empty if
   *     there are none
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   */
  MetricHistory history(String id, String metric);

  /**
   * Reads everything recorded, including superseded points, without a lock, also while the run is
   * recorded.
   *
   * @param id the run
   * @param from where to begin: 0, or the result of an earlier call
   * @param action receives the batches recorded so far, in order; a batch may be passed in parts
   * @return the position from which later batches can be read
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   */
  long read(String id, long from, Consumer<RunBatch> action);

  /**
   * Deletes a run: it is hidden from searches by default, and can be restored.
   *
   * @param id the run
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.ConflictException if it is still running
   */
  void delete(String id);

  /**
   * Restores a deleted run.
   *
   * @param id the run
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   */
  void restore(String id);

  /**
   * Removes a deleted run permanently. Its id is not reused.
   *
   * @param id the run
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.ConflictException if it is not deleted
   */
  void purge(String id);
}

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
 * Keeps runs. A backend implements it; users call {@link Experiments}.
 *
 * <p>Thread-safe; on shared storage also safe across processes.
 */
public interface ExperimentTracker {
  /**
   * Starts a run, durable on return.
   *
   * @param info what is known of it
   * @return where it is recorded; close it
   * @throws io.lifecycle4j.error.ConflictException if the id is taken
   */
  RunLog start(RunInfo info);

  /**
   * Opens a run that was started before, to go on with it or to add to it. Changes nothing by
   * itself.
   *
   * @param id the run
   * @return where it is recorded; close it
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.ConflictException if somebody is recording it, or it is deleted
   */
  RunLog reopen(String id);

  /**
   * Stores the bytes of an artifact, ahead of the batch that names it.
   *
   * @param file the file
   * @return its name, hash and length; durable
   * @throws io.lifecycle4j.error.InvalidDataException if the file cannot be read; nothing was
   *     stored
   */
  StoredFile put(NamedContent file);

  /**
   * Opens what was {@linkplain #put put}.
   *
   * @param file the hash of its bytes
   * @return its bytes, checked while they are read; close it
   * @throws io.lifecycle4j.error.NotFoundException if it is not stored
   */
  InputStream open(BlobId file);

  /**
   * Finds a run. A run whose process died is ended as {@link RunStatus#CRASHED} by the first who
   * looks; where that cannot be recorded, as on a disk that may only be read, it is said all the
   * same.
   *
   * @param id the id
   * @return the run, or empty when there is none, or it was purged
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
   * Searches runs.
   *
   * @param query which runs, in what order, and how many
   * @return a page of them; an empty one when there are none
   * @throws io.lifecycle4j.error.InvalidValueException if the cursor is not of this query
   */
  RunPage search(RunQuery query);

  /**
   * Searches all pages.
   *
   * @param query which runs, in what order, how many of them are looked up at once, and where to
   *     begin
   * @param action takes each run
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
   * @return the points in the order they were logged, superseded ones left out; empty when there
   *     are none
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   */
  MetricHistory history(String id, String metric);

  /**
   * Reads what was recorded, superseded points too, without a lock, also while it is written.
   *
   * @param id the run
   * @param from where to begin: 0, or what this method returned before
   * @param action takes the batches there are now, in order; one may be given in parts
   * @return where what is recorded later begins
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   */
  long read(String id, long from, Consumer<RunBatch> action);

  /**
   * Deletes a run: it is no longer seen unless asked for, and can be restored.
   *
   * @param id the run
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.ConflictException if it goes on
   */
  void delete(String id);

  /**
   * Takes back a deletion.
   *
   * @param id the run
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   */
  void restore(String id);

  /**
   * Removes a deleted run for good. Its id is not given again.
   *
   * @param id the run
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.ConflictException if it is not deleted
   */
  void purge(String id);
}

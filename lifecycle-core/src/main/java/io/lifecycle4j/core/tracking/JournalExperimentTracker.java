package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.core.tracking.RunCatalog.Change;
import io.lifecycle4j.core.tracking.RunCatalog.Known;
import io.lifecycle4j.core.tracking.RunFold.Superseded;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunPage;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the starts of runs and the state of ended ones in the journal {@code runs}, and the record
 * of each run in a journal of its own.
 *
 * <p>The recorder of a run owns its journal; a run without an end whose journal has no owner has
 * crashed. The journal is therefore opened before the catalog names it. A crash between the two
 * leaves a directory with only an empty lock file, which does not count as a journal, since no
 * entry is written before the catalog names it.
 */
final class JournalExperimentTracker implements ExperimentTracker {
  static final String RUN = "run-";

  private static final Logger LOG = LoggerFactory.getLogger(JournalExperimentTracker.class);

  private final BlobStore blobs;
  private final JournalStore journals;
  private final RunCatalog catalog;
  private final RunStates states;

  JournalExperimentTracker(BlobStore blobs, JournalStore journals) {
    this.blobs = blobs;
    this.journals = journals;
    this.catalog = new RunCatalog(journals);
    this.states = new RunStates(journals, catalog);
  }

  @Override
  public RunLog start(RunInfo info) {
    required(info, "run");
    String name = RUN + Ids.next();
    return opened(
        journals.owned(name),
        journal -> {
          catalog.start(info, name);
          return log(info, name, journal, new RunFold(info, new Superseded()));
        });
  }

  @Override
  public RunLog reopen(String id) {
    Known run = catalog.get(required(id, "run id"));
    return opened(
        states.own(run, "Run goes on: " + id + " (wait for its end)"),
        journal -> {
          // its recorder may have crashed, which the catalog does not know yet
          states.settle(run, journal);
          catalog.opened(id);
          return log(run.info(), run.journal(), journal, RunFolds.read(journals, run));
        });
  }

  private RunLog log(RunInfo info, String name, Journal journal, RunFold fold) {
    return new JournalRunLog(
        journal, blobs, fold, () -> RunFolds.read(journals, info, name), states);
  }

  /** Opens a log; if that throws, the journal is closed. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error must not keep the journal open either
  private static RunLog opened(Journal journal, Function<Journal, RunLog> opening) {
    try {
      return opening.apply(journal);
    } catch (RuntimeException | Error e) {
      Tracking.close(journal, e);
      throw e;
    }
  }

  @Override
  public StoredFile put(NamedContent file) {
    return StoredFiles.put(blobs, file);
  }

  @Override
  public InputStream open(BlobId file) {
    return blobs.open(required(file, "file"));
  }

  @Override
  public Optional<RunRecord> find(String id) {
    Known run = catalog.find(required(id, "run id"));
    if (run == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(states.record(run));
    } catch (NotFoundException e) {
      if (catalog.find(id) == null) {
        return Optional.empty(); // purged concurrently
      }
      throw e;
    }
  }

  @Override
  public Optional<List<String>> findExperiments() {
    return Optional.of(
        catalog.all().stream().map(run -> run.info().experiment()).distinct().sorted().toList());
  }

  @Override
  public RunPage search(RunQuery query) {
    return RunSearch.page(required(query, "query"), catalog.blocks(), states::record);
  }

  @Override
  public MetricHistory history(String id, String metric) {
    Known run = catalog.get(required(id, "run id"));
    required(metric, "metric");
    return there(id, () -> RunFolds.history(journals, run, metric));
  }

  @Override
  public long read(String id, long from, Consumer<RunBatch> action) {
    Known run = catalog.get(required(id, "run id"));
    required(action, "action");
    return there(id, () -> RunFolds.batches(journals, run, from, action));
  }

  /** Reads a journal; missing entries mean that the run was purged concurrently. */
  private <T> T there(String id, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (NotFoundException e) {
      catalog.get(id);
      throw e;
    }
  }

  @Override
  public void delete(String id) {
    Known run = catalog.get(required(id, "run id"));
    String refusal = "Cannot delete run " + id + ": it goes on (end it first)";
    try (Journal journal = states.own(run, refusal)) { // prevents a concurrent resume
      states.settle(run, journal);
      catalog.change(id, Change.DELETE, known -> !known.deleted());
    }
  }

  @Override
  public void restore(String id) {
    catalog.change(required(id, "run id"), Change.RESTORE, Known::deleted);
  }

  /**
   * Says so in the catalog, erases the entries, and says that: what was cut in between is done by
   * the next purge, of this run or of any.
   */
  @Override
  public void purge(String id) {
    Known run = catalog.getToErase(required(id, "run id"));
    try (Journal journal = states.own(run, "Cannot purge run " + id + ": it goes on")) {
      if (!run.purged()) {
        catalog.change(id, Change.PURGE, JournalExperimentTracker::checkDeleted);
      }
      erase(id, journal);
    }
    catalog.allToErase().forEach(this::finish);
  }

  private static boolean checkDeleted(Known run) {
    if (!run.deleted()) {
      throw new ConflictException("Cannot purge run " + run.info().id() + ": delete it first");
    }
    return true;
  }

  private void erase(String id, Journal journal) {
    JournalState state = journal.state();
    if (state.first() <= state.sequence()) {
      journal.trim(state.sequence() + 1);
    }
    catalog.erased(id);
  }

  /** Finishes what another process began; it is not what the caller asked for. */
  private void finish(Known left) {
    String id = left.info().id();
    try (Journal journal = journals.owned(left.journal())) {
      erase(id, journal);
    } catch (ConflictException e) {
      LOG.debug("Another process erases run {}", id, e);
    } catch (LifecycleException e) {
      LOG.warn("Run {} is purged, but its entries are not erased yet", id, e);
    }
  }
}

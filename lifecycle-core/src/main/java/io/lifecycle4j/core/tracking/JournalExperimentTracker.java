package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidValueException.required;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.core.tracking.RunCatalog.Known;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.JournalStore;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.ExperimentTracker;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.RunBatch;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunLog;
import io.lifecycle4j.tracking.RunPage;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the starts of runs, and what the ended ones add up to, in the journal {@code runs}, and
 * what is recorded of each in a journal of its own.
 *
 * <p>Who records a run owns its journal; a run without an end whose journal nobody owns has
 * crashed. The journal is therefore opened before the catalog names it.
 */
final class JournalExperimentTracker implements ExperimentTracker {
  private static final Logger LOG = LoggerFactory.getLogger(JournalExperimentTracker.class);
  static final String RUN = "run-";

  private static final int CACHED_FOLDS = 100;

  private final BlobStore blobs;
  private final JournalStore journals;
  private final RunCatalog catalog;

  /** What runs that go on add up to so far. */
  private final Cache<String, RunFold> going =
      Caffeine.newBuilder().maximumSize(CACHED_FOLDS).build();

  JournalExperimentTracker(BlobStore blobs, JournalStore journals) {
    this.blobs = blobs;
    this.journals = journals;
    this.catalog = new RunCatalog(journals);
  }

  @Override
  public RunLog start(RunInfo info) {
    required(info, "run");
    String name = RUN + Ids.next();
    Journal journal = journals.owned(name);
    try {
      catalog.start(info, name);
    } catch (RuntimeException e) {
      journal.close();
      throw e;
    }
    RunFold fold = new RunFold(info, new Superseded());
    return new JournalRunLog(journal, blobs, fold, end -> publish(info.id(), end));
  }

  @Override
  public RunLog reopen(String id) {
    Known run = catalog.get(required(id, "run id"));
    record(run); // whoever recorded it may have crashed, and nobody noticed yet
    Journal journal = own(run);
    try {
      catalog.opened(id);
      RunFold fold = RunFolds.read(journals, run);
      return new JournalRunLog(journal, blobs, fold, end -> publish(id, end));
    } catch (RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  private Journal own(Known run) {
    try {
      return journals.owned(run.journal());
    } catch (ConflictException e) {
      throw new ConflictException("Run goes on: " + run.info().id() + " (wait for its end)", e);
    }
  }

  @Override
  public StoredFile put(NamedContent file) {
    return StoredFiles.put(blobs, file);
  }

  @Override
  public InputStream open(StoredFile file) {
    return blobs.open(required(file, "file").blob());
  }

  @Override
  public Optional<RunRecord> find(String id) {
    return Optional.ofNullable(catalog.find(required(id, "run id"))).map(this::record);
  }

  @Override
  public Optional<List<String>> findExperiments() {
    return Optional.of(
        catalog.all().stream().map(run -> run.info().experiment()).distinct().sorted().toList());
  }

  @Override
  public RunPage search(RunQuery query) {
    return RunSearch.page(required(query, "query"), catalog.blocks(), this::record);
  }

  @Override
  public MetricHistory history(String id, String metric) {
    Known run = catalog.get(required(id, "run id"));
    return RunFolds.history(journals, run, required(metric, "metric"));
  }

  @Override
  public long read(String id, long from, Consumer<RunBatch> action) {
    Known run = catalog.get(required(id, "run id"));
    return RunFolds.batches(journals, run, from, required(action, "action"));
  }

  @Override
  public void delete(String id) {
    RunRecord run = record(catalog.get(required(id, "run id")));
    if (run.status() == RunStatus.RUNNING) {
      throw new ConflictException("Cannot delete run " + id + ": it goes on (end it first)");
    }
    catalog.change(id, known -> known.deleted() ? null : CatalogEntry.of(CatalogEntry.DELETE, id));
  }

  @Override
  public void restore(String id) {
    catalog.change(
        required(id, "run id"),
        known -> known.deleted() ? CatalogEntry.of(CatalogEntry.RESTORE, id) : null);
  }

  @Override
  public void purge(String id) {
    Known run = catalog.get(required(id, "run id"));
    catalog.change(
        id,
        known -> {
          if (!known.deleted()) {
            throw new ConflictException("Cannot purge run " + id + ": delete it first");
          }
          return CatalogEntry.of(CatalogEntry.PURGE, id);
        });
    try (Journal journal = own(run)) {
      journal.trim(journal.sequence() + 1);
    }
  }

  private RunRecord record(Known run) {
    RunRecord ended = run.ended();
    return ended != null ? ended : settle(run);
  }

  /** Tells the catalog how a run ended; if that fails, the next who looks at the run does it. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever it is, the end itself is durable
  private void publish(String id, RunFold fold) {
    try {
      going.invalidate(id);
      RunRecord record = fold.record();
      if (record.end().isPresent() && !fold.stale()) {
        catalog.ended(record, fold.sequence());
      } else {
        find(id);
      }
    } catch (RuntimeException e) {
      LOG.warn("The end of run {} is recorded, but the catalog does not know it yet", id, e);
    }
  }

  /**
   * Adds a run up whose end the catalog does not know. If nobody records it, its end becomes known:
   * a crash, if there is none.
   */
  private RunRecord settle(Known run) {
    try (Journal journal = journals.owned(run.journal())) {
      RunFold fold = RunFolds.read(journals, run);
      if (fold.record().end().isEmpty()) {
        RunEnd crash = new RunEnd(RunStatus.CRASHED, fold.heard(), "nobody records it any more");
        RunBatch batch = RunBatch.builder().end(crash).build();
        journal.append(Batch.of(RunFacts.write(batch), Durability.POWER));
        fold = RunFolds.read(journals, run);
      }
      RunRecord record = run.marked(fold.record());
      catalog.ended(record, fold.sequence());
      going.invalidate(run.info().id());
      return record;
    } catch (ConflictException | ReadOnlyException e) {
      return run.marked(going(run));
    }
  }

  /** Adds up what a run that goes on has recorded since it was last asked. */
  private RunRecord going(Known run) {
    RunFold fold = going.get(run.info().id(), id -> new RunFold(run.info(), new Superseded()));
    synchronized (fold) {
      journals.read(run.journal(), fold.sequence() + 1, fold::add);
      if (!fold.stale()) {
        return fold.record();
      }
    }
    going.asMap().remove(run.info().id(), fold);
    return RunFolds.read(journals, run).record();
  }
}

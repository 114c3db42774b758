package io.lifecycle4j.core.tracking;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lifecycle4j.core.tracking.RunCatalog.Known;
import io.lifecycle4j.core.tracking.RunFold.Superseded;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.RunBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states of runs, and who may change them.
 *
 * <p>Only the owner of a run's journal ends the run, resumes it, deletes it, or publishes its end
 * to the catalog. So the catalog never holds an end of a run that was resumed.
 */
final class RunStates {
  private static final Logger LOG = LoggerFactory.getLogger(RunStates.class);
  private static final String CRASH = "its process no longer records it";
  private static final int CACHED_FOLDS = 100;

  /** Another process that only checks whether the run crashed owns the journal for less. */
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private static final Duration PAUSE = Duration.ofMillis(1);

  private final JournalStore journals;
  private final RunCatalog catalog;

  /** The states of runs whose end the catalog does not hold. */
  private final Cache<String, RunFold> going =
      Caffeine.newBuilder().maximumSize(CACHED_FOLDS).build();

  RunStates(JournalStore journals, RunCatalog catalog) {
    this.journals = journals;
    this.catalog = catalog;
  }

  /** The state of a journal at one moment. */
  private record Seen(RunRecord record, long sequence, Instant heard, boolean strange) {
    static Seen of(RunFold fold) {
      return new Seen(fold.record(), fold.sequence(), fold.heard(), fold.isStrange());
    }

    RunEnd crash() {
      return new RunEnd(RunStatus.CRASHED, heard, CRASH);
    }
  }

  /** Acquires a run's journal; {@code refusal} is the message if the run is being recorded. */
  Journal own(Known run, String refusal) {
    long begin = System.nanoTime();
    while (true) {
      try {
        return journals.owned(run.journal());
      } catch (ConflictException e) {
        if (System.nanoTime() - begin > PATIENCE.toNanos()) {
          throw new ConflictException(refusal, e);
        }
      }
      LockSupport.parkNanos(this, PAUSE.toNanos());
    }
  }

  RunRecord record(Known run) {
    RunRecord ended = run.ended();
    return ended != null ? ended : run.marked(settle(run));
  }

  /**
   * Folds a run whose end the catalog does not hold. If the run is not being recorded, its end is
   * published: a crash, if there is none. If that cannot be recorded, the crash is returned all the
   * same.
   */
  private RunRecord settle(Known run) {
    RunRecord seen = look(run).record(); // most of the reading, before the ownership blocks others
    if (journals.isOwned(run.journal())) {
      return seen;
    }
    try (Journal journal = journals.owned(run.journal())) {
      return settle(run, journal);
    } catch (ConflictException e) {
      return look(run).record();
    } catch (ReadOnlyException | StorageFailedException | UnknownOutcomeException e) {
      LOG.debug("How run {} ended cannot be recorded here", run.info().id(), e);
      return unrecorded(run);
    }
  }

  /** Ends a run whose journal the caller owns, unless it has ended. */
  RunRecord settle(Known run, Journal journal) {
    RunRecord ended = catalog.get(run.info().id()).ended();
    if (ended != null) {
      return ended; // by another process, which has released the journal
    }
    Seen seen = look(run);
    if (seen.record().end().isEmpty()) {
      RunBatch batch = RunBatch.builder().end(seen.crash()).build();
      journal.append(Batch.of(RunFacts.write(batch), Durability.POWER));
      seen = look(run);
    }
    journal.force(); // the end may not be durable yet, but the catalog's entry will be
    publish(seen);
    return seen.record();
  }

  /**
   * Publishes the end of a run to the catalog, unless a newer version recorded parts unknown to
   * this one: the catalog holds complete states only.
   */
  private void publish(Seen seen) {
    RunRecord record = seen.record();
    if (seen.strange()) {
      LOG.debug("Run {} was recorded by a newer version", record.id());
      return;
    }
    try {
      catalog.ended(record, seen.sequence());
      going.invalidate(record.id());
    } catch (InvalidValueException e) {
      // its state exceeds an entry, so it is folded on each request
      LOG.debug("The catalog cannot hold what run {} adds up to", record.id(), e);
    }
  }

  private RunRecord unrecorded(Known run) {
    Seen seen = look(run);
    if (seen.record().end().isEmpty() && !journals.isOwned(run.journal())) {
      seen = look(run); // the former owner may have ended it just before
      if (seen.record().end().isEmpty()) {
        return seen.record().toBuilder().end(seen.crash()).build();
      }
    }
    return seen.record();
  }

  /** Folds what was recorded since the last call. */
  private Seen look(Known run) {
    String id = run.info().id();
    RunFold fold = going.get(id, key -> new RunFold(run.info(), new Superseded()));
    synchronized (fold) {
      boolean whole = false;
      try {
        journals.read(run.journal(), fold.sequence() + 1, fold::add);
        whole = !fold.stale();
      } finally {
        if (!whole) { // also after corruption, so that it is reported again and not skipped
          going.asMap().remove(id, fold);
        }
      }
      if (whole) {
        return Seen.of(fold);
      }
    }
    RunFold anew = RunFolds.read(journals, run);
    Seen seen = Seen.of(anew); // not shared with another thread yet
    going.put(id, anew);
    return seen;
  }

  /**
   * Publishes the end of a run whose journal the caller owns. If that fails, the next reader of the
   * run does it.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // the end is durable, whatever was thrown
  void publish(Journal journal, RunFold fold) {
    String id = fold.id();
    try {
      journal.force(); // the catalog must not hold an end that the run itself may lose
      going.invalidate(id);
      RunFold whole = fold.stale() ? RunFolds.read(journals, catalog.get(id)) : fold;
      if (whole.hasEnded()) {
        publish(Seen.of(whole));
      }
    } catch (RuntimeException e) {
      LOG.warn("The end of run {} is recorded, but the catalog does not know it yet", id, e);
    }
  }

  /** Settles a run whose recorder closed it without an end. */
  @SuppressWarnings("checkstyle:IllegalCatch") // the next reader of the run retries
  void abandoned(String id) {
    try {
      record(catalog.get(id));
    } catch (RuntimeException e) {
      LOG.warn("Run {} is no longer recorded, but its end is not stored yet", id, e);
    }
  }
}

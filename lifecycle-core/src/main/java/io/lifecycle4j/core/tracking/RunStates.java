package io.lifecycle4j.core.tracking;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lifecycle4j.core.error.Joining;
import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.core.tracking.RunCatalog.Known;
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
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How runs stand, and who may change that.
 *
 * <p>Only who owns the journal of a run ends it, goes on with it, deletes it, or tells the catalog
 * how it ended. So the catalog never says that a run has ended which somebody went on with.
 */
final class RunStates {
  private static final Logger LOG = LoggerFactory.getLogger(RunStates.class);
  private static final String CRASH = "nobody records it any more";
  private static final int CACHED_FOLDS = 100;

  /** The recovery of a journal of fewer entries is not worth a thread. */
  private static final int LONG = 256;

  /** How long others own a journal who only look whether its run crashed. */
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private static final Duration PAUSE = Duration.ofMillis(1);

  private final JournalStore journals;
  private final RunCatalog catalog;

  /** What runs add up to of which the catalog does not say how they ended. */
  private final Cache<String, RunFold> going =
      Caffeine.newBuilder().maximumSize(CACHED_FOLDS).build();

  RunStates(JournalStore journals, RunCatalog catalog) {
    this.journals = journals;
    this.catalog = catalog;
  }

  /** What a journal added up to at one moment. */
  private record Seen(RunRecord record, long sequence, Instant heard, boolean strange) {
    static Seen of(RunFold fold) {
      return new Seen(fold.record(), fold.sequence(), fold.heard(), fold.isStrange());
    }

    RunEnd crash() {
      return new RunEnd(RunStatus.CRASHED, heard, CRASH);
    }
  }

  /**
   * Takes the journal of a run from everybody else.
   *
   * @param refusal what to say if somebody records the run
   */
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

  /** Says how a run stands. */
  RunRecord record(Known run) {
    RunRecord ended = run.ended();
    return ended != null ? ended : run.marked(settle(run));
  }

  /**
   * Adds a run up whose end the catalog does not know. If nobody records it, its end becomes known:
   * a crash, if there is none. Where that cannot be recorded, it is said all the same.
   */
  private RunRecord settle(Known run) {
    RunRecord seen = look(run).record(); // most of the reading, before others are kept from it
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
      return ended; // by somebody else, who has let go of the journal
    }
    Seen seen = recovering(journal, () -> look(run));
    if (seen.record().end().isEmpty()) {
      RunBatch batch = RunBatch.builder().end(seen.crash()).build();
      journal.append(Batch.of(RunFacts.write(batch), Durability.POWER));
      seen = look(run);
    }
    journal.force(); // an end that was read may not be on the device, as the catalog will be
    publish(seen);
    return seen.record();
  }

  /**
   * Tells the catalog how a run ended; not of one of which a newer version knows more, which would
   * take the state for all there is.
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
      // it adds up to more than one entry may hold, and so is added up each time it is asked for
      LOG.debug("The catalog cannot hold what run {} adds up to", record.id(), e);
    }
  }

  private RunRecord unrecorded(Known run) {
    Seen seen = look(run);
    if (seen.record().end().isEmpty() && !journals.isOwned(run.journal())) {
      seen = look(run); // who let go of it may have ended it just before
      if (seen.record().end().isEmpty()) {
        return seen.record().toBuilder().end(seen.crash()).build();
      }
    }
    return seen.record();
  }

  /** Adds up what was recorded since somebody looked last. */
  private Seen look(Known run) {
    String id = run.info().id();
    RunFold fold = going.get(id, key -> new RunFold(run.info(), new Superseded()));
    synchronized (fold) {
      boolean whole = false;
      try {
        journals.read(run.journal(), fold.sequence() + 1, fold::add);
        whole = !fold.stale();
      } finally {
        if (!whole) { // after damage too, which is found again and not skipped
          going.asMap().remove(id, fold);
        }
      }
      if (whole) {
        return Seen.of(fold);
      }
    }
    RunFold anew = RunFolds.read(journals, run);
    Seen seen = Seen.of(anew); // nobody else adds to it yet
    going.put(id, anew);
    return seen;
  }

  /**
   * Tells the catalog how a run ended whose journal the caller owns; if that fails, the next who
   * looks at the run does it.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever it is, the end itself is durable
  void publish(Journal journal, RunFold fold) {
    String id = fold.id();
    try {
      journal.force(); // the catalog must not know of what the run itself may lose
      going.invalidate(id);
      RunFold whole = fold.stale() ? RunFolds.read(journals, catalog.get(id)) : fold;
      if (whole.hasEnded()) {
        publish(Seen.of(whole));
      }
    } catch (RuntimeException e) {
      LOG.warn("The end of run {} is recorded, but the catalog does not know it yet", id, e);
    }
  }

  /**
   * Reads a journal, and has it recover meanwhile: of a large run either takes as long. If the
   * recovery fails, who appends next meets the failure.
   */
  private static <T> T recovering(Journal journal, Supplier<T> reading) {
    if (journal.sequence() < LONG) {
      return reading.get();
    }
    FutureTask<?> task = new FutureTask<>(journal::force, null); // keeps what is thrown
    OwnedThread recovery = new OwnedThread("recovery", task);
    boolean begun = recovery.begin();
    try {
      return reading.get();
    } finally {
      if (begun) {
        Joining.uninterruptibly(recovery);
      }
    }
  }

  /** Looks at a run that its recorder let go of without an end. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever it is, the next who looks does it
  void abandoned(String id) {
    try {
      record(catalog.get(id));
    } catch (RuntimeException e) {
      LOG.warn("Nobody records run {} any more, but its end is not recorded yet", id, e);
    }
  }
}

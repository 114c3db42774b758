package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.tracking.RunCatalog.Change;
import io.lifecycle4j.core.tracking.RunCatalog.Known;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.spi.RunBatch;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The references of runs: every file that they stored, unless the run is purged.
 *
 * <p>Entries that this version would have written differently may name blobs it does not know.
 */
final class RunReferences implements References {
  private final JournalStore journals;

  RunReferences(JournalStore journals) {
    this.journals = journals;
  }

  @Override
  public boolean owns(String journal) {
    return journal.equals(RunCatalog.JOURNAL) || journal.startsWith(JournalExperimentTracker.RUN);
  }

  @Override
  public void walk(Visitor visitor) {
    String journal = RunCatalog.JOURNAL;
    visitor.reading(
        "journal " + journal,
        () -> {
          journals.read(journal, 1, entry -> check(entry, visitor));
          RunCatalog.read(journals).forEach(run -> visit(run, visitor));
        });
  }

  private static void check(JournalEntry entry, Visitor visitor) {
    String what = "run entry " + entry.sequence();
    visitor.reading(
        what,
        () -> {
          if (CatalogFrame.is(entry)) {
            if (!CatalogFrame.read(entry).isKnown()) {
              throw newer(what);
            }
            return;
          }
          Change known = Change.read(entry);
          if (!Change.KINDS.containsKey(known.kind())) {
            throw newer(what + ": kind '" + known.kind() + "'");
          }
          if (!Arrays.equals(known.write(), entry.payload())) {
            throw newer(what + ": it has parts that this version does not know");
          }
        });
  }

  private static ReadOnlyException newer(String what) {
    return new ReadOnlyException(
        "Cannot read " + what + " (written by a newer version of Lifecycle4j)");
  }

  private void visit(Known run, Visitor visitor) {
    String holder = "run " + run.info().id();
    visitor.recorded(holder, RunCatalog.JOURNAL);
    visitor.recorded(holder, run.journal());
    Set<Checkpoint> needed = new LinkedHashSet<>();
    visitor.reading(holder, () -> visitEntries(holder, run, visitor, needed));
    needed.forEach(taken -> visitor.reachesArtifact(run.info().id(), taken.file().blob()));
  }

  private void visitEntries(String holder, Known run, Visitor visitor, Set<Checkpoint> needed) {
    AtomicBoolean isThere = new AtomicBoolean();
    journals.read(
        run.journal(),
        1,
        entry -> {
          isThere.setPlain(true);
          visit(holder, run, entry, visitor, needed);
        });
    if (!isThere.getPlain() && run.state() != null && !run.journal().isEmpty()) {
      throw new CorruptDataException(
          String.format(
              "Corrupt %s: its journal %s is missing, though it has ended (restore the home from a"
                  + " backup)",
              holder, run.journal()));
    }
  }

  private static void visit(
      String holder, Known run, JournalEntry entry, Visitor visitor, Set<Checkpoint> needed) {
    if (RunFolds.isPoints(entry)) {
      return; // points name no blob
    }
    RunFacts facts = RunFolds.recorded(run, entry);
    RunBatch batch = facts.toBatch();
    String id = run.info().id();
    JournalRunLog.filesWithoutCheckpoints(batch)
        .keySet()
        .forEach(blob -> visitor.reachesArtifact(id, blob));
    for (Checkpoint taken : batch.checkpoints()) {
      if (taken.dropped().isEmpty()) {
        needed.add(taken);
      } else {
        needed.remove(new Checkpoint(taken.step(), taken.file()));
      }
    }
    if (!facts.isWrittenAs(entry.payload())) {
      String what = RunFold.what(run.info(), entry.sequence());
      visitor.unreadable(holder, newer(what + ": it has parts that this version does not know"));
    }
  }
}

package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.tracking.RunCatalog.Known;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.JournalEntry;
import io.lifecycle4j.storage.JournalStore;
import io.lifecycle4j.tracking.RunBatch;

/** What runs need: every file they ever stored, unless they are purged. */
final class RunReferences implements References {
  private final JournalStore journals;
  private final RunEntries entries;

  RunReferences(BlobStore blobs, JournalStore journals) {
    this.journals = journals;
    this.entries = new RunEntries(journals, blobs);
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
        () -> new RunCatalog(journals).all().forEach(run -> visit(run, visitor)));
  }

  private void visit(Known run, Visitor visitor) {
    String holder = "run " + run.info().id();
    visitor.recorded(holder, RunCatalog.JOURNAL);
    visitor.recorded(holder, run.journal());
    visitor.reading(
        holder, () -> entries.read(run.journal(), 1, entry -> visit(holder, run, entry, visitor)));
  }

  private static void visit(String holder, Known run, JournalEntry entry, Visitor visitor) {
    if (RunFolds.isPoints(entry)) {
      return; // points name no blob
    }
    RunBatch batch = RunFolds.facts(run, entry);
    batch.artifacts().values().forEach(file -> visitor.reaches(holder, file.blob()));
    batch.checkpoints().forEach(taken -> visitor.reaches(holder, taken.file().blob()));
    batch.environment().ifPresent(id -> visitor.reaches(holder, id));
  }
}

package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.tracking.JournalExperimentTracker.Started;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.JournalEntry;
import io.lifecycle4j.storage.JournalStore;

/** What runs need: every artifact they ever stored. */
final class RunReferences implements References {
  private final JournalStore journals;

  RunReferences(JournalStore journals) {
    this.journals = journals;
  }

  @Override
  public boolean owns(String journal) {
    return journal.equals(JournalExperimentTracker.JOURNAL)
        || journal.startsWith(JournalExperimentTracker.RUN);
  }

  @Override
  public void walk(Visitor visitor) {
    String journal = JournalExperimentTracker.JOURNAL;
    visitor.reading(
        "journal " + journal, () -> journals.read(journal, 1, entry -> visit(entry, visitor)));
  }

  private void visit(JournalEntry entry, Visitor visitor) {
    visitor.reading("run entry " + entry.sequence(), () -> visit(Started.of(entry), visitor));
  }

  private void visit(Started run, Visitor visitor) {
    String holder = "run " + run.info().id();
    visitor.recorded(holder, JournalExperimentTracker.JOURNAL);
    visitor.recorded(holder, run.journal());
    visitor.reading(
        holder, () -> journals.read(run.journal(), 1, entry -> visit(holder, run, entry, visitor)));
  }

  private static void visit(String holder, Started run, JournalEntry entry, Visitor visitor) {
    String what = "event of run " + run.info().id();
    RunFold.Line line = Json.read(entry.payload(), RunFold.Line.class, what);
    switch (String.valueOf(line.kind())) {
      case "artifact" -> visitor.reaches(holder, new BlobId(line.text()));
      case "param", "metric", "tag", "end" -> {
        // these name no blob
      }
      default ->
          visitor.unreadable(
              holder,
              new ReadOnlyException(
                  "Cannot read "
                      + what
                      + ": kind '"
                      + line.kind()
                      + "' (written by a newer version of Lifecycle4j)"));
    }
  }
}

package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.storage.spi.JournalStore;

/** The blobs that logs of predictions need: their parts. */
public final class PartReferences implements References {
  private final JournalStore journals;

  /** Reads the journals of a home. */
  public PartReferences(JournalStore journals) {
    this.journals = journals;
  }

  @Override
  public boolean owns(String journal) {
    return Kind.PARTS.has(journal);
  }

  @Override
  public void walk(Visitor visitor) {
    for (String list : Kind.PARTS.names(journals)) {
      visitor.reading("journal " + list, () -> visit(list, visitor));
    }
  }

  private void visit(String list, Visitor visitor) {
    for (Part part : Parts.read(journals, list).all()) {
      String holder = "predictions of " + part.model();
      visitor.recorded(holder, list);
      visitor.reachesPredictions(part.model(), part.last(), part.blob());
    }
  }
}

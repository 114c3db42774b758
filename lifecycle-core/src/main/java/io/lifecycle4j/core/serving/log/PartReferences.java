package io.lifecycle4j.core.serving.log;

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
    return journal.equals(Parts.JOURNAL) || journal.equals(Parts.ERASURES);
  }

  @Override
  public void walk(Visitor visitor) {
    visitor.reading(
        "journal " + Parts.JOURNAL,
        () ->
            Parts.read(journals)
                .all()
                .forEach(
                    part -> {
                      String holder = "predictions of " + part.model();
                      visitor.recorded(holder, Parts.JOURNAL);
                      visitor.reaches(holder, part.blob());
                    }));
  }
}

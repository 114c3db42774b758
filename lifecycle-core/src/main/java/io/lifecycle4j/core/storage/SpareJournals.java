package io.lifecycle4j.core.storage;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Journals of one writer that are used again when their owner is gone, so that there are about as
 * many as there ever were owners at once.
 */
public final class SpareJournals {
  private static final Logger LOG = LoggerFactory.getLogger(SpareJournals.class);

  private SpareJournals() {}

  /** A journal that the caller owns, and closes. */
  public record Owned(String name, Journal journal) {}

  /**
   * Owns a journal that nobody owns and that may be used again, or a new one.
   *
   * @param prefix the begin of the names of the journals of this kind
   * @param isSpare whether the entries of a journal are needed no more; asked again once the
   *     journal is owned, since another process may have used it in between
   * @param id the end of the name of a new one
   */
  public static Owned own(
      JournalStore journals, String prefix, Predicate<String> isSpare, String id) {
    return journals.names(prefix).stream()
        .filter(name -> !journals.isOwned(name))
        .flatMap(name -> find(journals, name, isSpare).stream())
        .findFirst()
        .orElseGet(() -> own(journals, prefix, id));
  }

  /**
   * Owns the journal of an id. If something owns it, owns another: an error may have kept it open,
   * also one that has no entry, and so is not among the names.
   */
  public static Owned own(JournalStore journals, String prefix, String id) {
    String name = prefix + id;
    try {
      return new Owned(name, journals.owned(name));
    } catch (ConflictException e) {
      String other = prefix + Ids.next();
      LOG.warn("Cannot use {}; {} is opened", name, other, e);
      return new Owned(other, journals.owned(other));
    }
  }

  private static Optional<Owned> find(
      JournalStore journals, String name, Predicate<String> isSpare) {
    try {
      return isSpare.test(name) ? owned(journals, name, isSpare) : Optional.empty();
    } catch (LifecycleException e) { // another process was faster, or it is corrupt
      return Optional.empty();
    }
  }

  private static Optional<Owned> owned(
      JournalStore journals, String name, Predicate<String> isSpare) {
    Journal journal = journals.owned(name);
    boolean spare = false;
    try {
      spare = isSpare.test(name);
    } finally {
      if (!spare) {
        JournalClosing.despiteErrors(journal);
      }
    }
    return spare ? Optional.of(new Owned(name, journal)) : Optional.empty();
  }
}

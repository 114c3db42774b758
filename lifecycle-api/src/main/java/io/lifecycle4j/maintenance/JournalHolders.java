package io.lifecycle4j.maintenance;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.JournalEntry;
import java.util.List;

/**
 * Tells which blobs journals of your own need.
 *
 * <p>A home with a journal that nobody speaks for is neither collected nor moved between tiers. One
 * that is opened with this ({@link io.lifecycle4j.LifecycleBuilder#journals}) is: what the journal
 * needs is kept, stays in its tier, and is looked for by verifications and backups. Every process
 * that collects garbage must be given it.
 *
 * <p>Implementations are thread-safe, answer from nothing but what they are given, change nothing
 * and call nothing of the home. An entry that is damaged throws {@link
 * io.lifecycle4j.error.CorruptDataException} and one that a newer program wrote {@link
 * ReadOnlyException}: both are told as those of the library are. What throws anything else, answers
 * null or claims a journal of the library is refused with an {@link
 * io.lifecycle4j.error.InvalidValueException} by whatever asked; nothing was changed.
 *
 * <p>A blob must be put, again if it is there, before the entry that needs it is appended, and the
 * entry appended within the grace period of a collection, or under a {@link Lease}.
 */
public interface JournalHolders {
  /**
   * Tells whether it speaks for a journal. If several do, what each tells is needed.
   *
   * @param journal the name of any journal of the home; those of the library are to be denied, also
   *     those that later versions have, so let the names of yours begin with one of your own
   * @return whether it does
   */
  boolean knows(String journal);

  /**
   * Tells what an entry says about who needs what. It is asked for all entries in their order, anew
   * each time: what it tells of one holds until one behind it says otherwise.
   *
   * @param journal the name of the journal
   * @param entry the entry
   * @return what it says, in order; empty if that is nothing
   */
  List<Holding> holdings(String journal, JournalEntry entry);

  /**
   * Tells what a snapshot says about who needs what. It is asked only for one that stands for
   * entries that were trimmed, before the entries that are left. Trimmed entries for which no
   * snapshot stands need nothing any longer. Default: it cannot be told, as in a journal that
   * nobody speaks for.
   *
   * @param journal the name of the journal
   * @param state the bytes of the snapshot
   * @return what it says, in order; empty if that is nothing
   */
  default List<Holding> snapshot(String journal, byte[] state) {
    throw new ReadOnlyException(
        "Cannot tell what the snapshot of journal "
            + journal
            + " needs: it stands for entries that were trimmed (override JournalHolders.snapshot)");
  }

  /** What an entry says about a holder. */
  sealed interface Holding {
    /**
     * Names the holder for people, such as {@code review 7}. Each journal has its own holders, so
     * reports name the journal too: {@code review 7 (journal reviews)}.
     *
     * @return the name
     */
    String holder();
  }

  /**
   * The holder needs blobs, and those that it needed before.
   *
   * @param holder the name of the holder
   * @param blobs the blobs
   */
  record Needs(String holder, List<BlobId> blobs) implements Holding {
    /** Checks the parts. */
    public Needs {
      checkHolder(holder);
      blobs = copy(blobs, "blobs of " + holder);
    }
  }

  /**
   * The holder needs nothing of what it needed before.
   *
   * @param holder the name of the holder
   */
  record GivesUp(String holder) implements Holding {
    /** Checks the name. */
    public GivesUp {
      checkHolder(holder);
    }
  }

  private static void checkHolder(String holder) {
    check(
        !required(holder, "name of a holder").isBlank(),
        "Invalid name of a holder: '%s' (must not be blank)",
        holder);
  }
}

package io.lifecycle4j.core.storage;

import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;

/**
 * What one room of a home keeps, and which blobs each of it needs.
 *
 * <p>It stands beside the store of the room, and reads what that writes. Whatever it does not tell
 * is garbage: who writes a new kind of reference tells it here.
 */
public interface References {
  /**
   * Returns whether a journal is one of this room.
   *
   * @param journal its name
   * @return whether it is
   */
  boolean owns(String journal);

  /**
   * Walks over everything the room keeps. Goes on after damage, as far as that goes.
   *
   * @param visitor is told
   */
  void walk(Visitor visitor);

  /**
   * A version of a data set, by value.
   *
   * @param dataset the name of the data set
   * @param number its number
   */
  record VersionRef(String dataset, int number) {
    /** Returns its name for people. */
    @Override
    public String toString() {
      return "data set " + dataset + ":" + number;
    }
  }

  /** Is told what is kept. A holder is named for people, such as {@code model ridership:3}. */
  interface Visitor {
    /**
     * A journal records a holder. Default: does not matter.
     *
     * @param holder the holder
     * @param journal the journal
     */
    default void recorded(String holder, String journal) {}

    /**
     * A holder needs a blob.
     *
     * @param holder the holder
     * @param blob the blob
     */
    void reaches(String holder, BlobId blob);

    /**
     * A version of a data set needs a blob with bytes of its files, which may lie in any tier.
     *
     * @param version the version
     * @param blob the blob
     */
    default void reachesFile(VersionRef version, BlobId blob) {
      reaches(version.toString(), blob);
    }

    /**
     * A version of a data set needs a file whose bytes lie outside of the home. Default: ignores
     * it.
     *
     * @param file the file
     */
    default void outside(StoredFile file) {}

    /**
     * A model needs a blob with bytes of the data it learned from; the version they belong to says
     * in which tier they lie.
     *
     * @param holder the model
     * @param blob the blob
     */
    default void learnedFrom(String holder, BlobId blob) {
      reaches(holder, blob);
    }

    /**
     * Something cannot be read, so what it reaches is not known.
     *
     * @param what the holder or the journal
     * @param why what is wrong; a {@link io.lifecycle4j.error.ReadOnlyException} if nothing is, but
     *     a newer version of the library wrote it
     */
    void unreadable(String what, LifecycleException why);

    /**
     * Reads something, and tells if that fails.
     *
     * @param what the holder or the journal
     * @param reading reads it
     */
    default void reading(String what, Runnable reading) {
      try {
        reading.run();
      } catch (OperationInterruptedException e) {
        throw e;
      } catch (LifecycleException e) {
        unreadable(what, e);
      }
    }
  }
}

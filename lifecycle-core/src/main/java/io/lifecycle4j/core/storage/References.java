package io.lifecycle4j.core.storage;

import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.time.Instant;

/**
 * Enumerates what one room of a home keeps, and which blobs each item needs.
 *
 * <p>Lives next to the store of the room, and reads what that writes. Every blob that is not
 * reported is garbage, so each new kind of reference must be reported here.
 */
public interface References {
  /** Returns whether a journal belongs to this room. */
  boolean owns(String journal);

  /** Visits everything the room keeps. Continues after corrupt data as far as possible. */
  void walk(Visitor visitor);

  /** A version of a dataset, by value. */
  record VersionRef(String dataset, int number) {
    /** Returns the name to display. */
    @Override
    public String toString() {
      return "dataset " + dataset + ":" + number;
    }
  }

  /** Receives what is kept. A holder has a display name, such as {@code model ridership:3}. */
  interface Visitor {
    /** A journal records a holder. Default: ignored. */
    default void recorded(String holder, String journal) {}

    /** A holder needs a blob. */
    void reaches(String holder, BlobId blob);

    /** A version of a dataset needs a blob with bytes of its files, which may lie in any tier. */
    default void reachesFile(VersionRef version, BlobId blob) {
      reaches(version.toString(), blob);
    }

    /**
     * A version of a dataset needs a file whose bytes lie outside of the home. Default: ignored.
     */
    default void outside(StoredFile file) {}

    /**
     * A model needs a blob of its training data, whose tier is that of the version it belongs to.
     *
     * @param holder the model
     */
    default void learnedFrom(String holder, BlobId blob) {
      reaches(holder, blob);
    }

    /** A version of a model needs one of its files. */
    default void reachesWeights(String model, int version, BlobId blob) {
      reaches("model " + model + ":" + version, blob);
    }

    /** A run needs a file that it logged. */
    default void reachesArtifact(String run, BlobId blob) {
      reaches("run " + run, blob);
    }

    /**
     * The log of the predictions of a model needs a part.
     *
     * @param last the time of the newest prediction in it
     */
    default void reachesPredictions(String model, Instant last, BlobId blob) {
      reaches("predictions of " + model, blob);
    }

    /**
     * A holder or journal cannot be read, so what it needs is unknown.
     *
     * @param why the error; {@link io.lifecycle4j.error.ReadOnlyException} if the data is intact,
     *     but was written by a newer version of the library
     */
    void unreadable(String what, LifecycleException why);

    /** Reads a holder or journal, and reports it as unreadable if that fails. */
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

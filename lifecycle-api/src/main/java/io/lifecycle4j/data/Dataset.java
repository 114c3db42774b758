package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A named dataset and its versions.
 *
 * <p>Thread-safe.
 */
public interface Dataset {
  /** The fewest digits of a hash by which a version is found. */
  int MIN_HASH = 4;

  /**
   * Returns the name.
   *
   * @return the name
   */
  String name();

  /**
   * Returns a view of this dataset with a listener that receives the progress of each {@linkplain
   * #propose proposal}, {@linkplain #diff comparison}, materialisation of preprocessed rows and
   * {@linkplain #snapshot snapshot} without a listener of its own. It is called a few times a
   * second, on the calling thread. Versions have their own {@code onProgress}. Default: none.
   *
   * @param listener the listener, {@code ConsoleProgress.to(System.out)} for instance; should
   *     return at once; an exception it throws ends the work
   * @return the view; this dataset is not changed
   */
  Dataset onProgress(Consumer<? super DataProgress> listener);

  /**
   * Returns a builder for a snapshot, which becomes a new version.
   *
   * <p>The version contains the bytes that the source has at the time of the commit.
   *
   * @param source the files
   * @return a builder; nothing happens before its {@code commit}
   */
  Snapshot snapshot(Source source);

  /**
   * Proposes a schema and rules that fit a source, for a person to review; nothing is committed or
   * applied. The proposal contains every column of CSV and every property of JSON lines; numbers
   * with a decimal comma are proposed as texts. The files are stored, so that a following snapshot
   * need not read them again; without one, garbage collection removes them.
   *
   * @param source the files
   * @return the proposal
   * @throws io.lifecycle4j.error.InvalidDataException if a file does not match its format
   */
  Proposal propose(Source source);

  /**
   * Lists the versions.
   *
   * @return the versions, oldest first; empty if there is no such dataset
   */
  List<DatasetVersion> versions();

  /**
   * Finds the newest version.
   *
   * @return the version, or empty if there is none
   */
  Optional<DatasetVersion> findLatest();

  /**
   * Returns a version.
   *
   * @param number the number of the version
   * @return the version
   * @throws io.lifecycle4j.error.NotFoundException if there is no such version
   */
  DatasetVersion version(int number);

  /**
   * Compares two versions: files, schema, rows and statistics. Memory is bounded: rows are read in
   * several passes if necessary, and the number of examples is limited.
   *
   * @param older the number of the older version
   * @param newer the number of the newer version
   * @param key the columns that identify a row; none to compare whole rows
   * @return the differences
   * @throws io.lifecycle4j.error.NotFoundException if there is no such version
   * @throws io.lifecycle4j.error.InvalidValueException if the key is not in both versions, or two
   *     rows of a version have the same key
   */
  DatasetDiff diff(int older, int newer, String... key);

  /**
   * Finds the version that a tag names.
   *
   * @param tag the name of the tag
   * @return the version, or empty if the tag names none
   */
  Optional<DatasetVersion> find(String tag);

  /**
   * Finds a version by its hash.
   *
   * @param id the hash of its manifest
   * @return the newest version with this hash, or empty if there is none
   */
  Optional<DatasetVersion> find(BlobId id);

  /**
   * Finds a version by the beginning of its hash.
   *
   * @param start the first hexadecimal digits of the hash, at least {@value #MIN_HASH}
   * @return the newest version with the hash, or empty if there is none
   * @throws io.lifecycle4j.error.InvalidValueException if it is not the start of a hash, or several
   *     hashes begin with it
   */
  Optional<DatasetVersion> findHash(String start);

  /**
   * Finds the version that was the newest at a given time.
   *
   * @param time the time
   * @return the version, or empty if there was none yet
   */
  Optional<DatasetVersion> findAsOf(Instant time);

  /**
   * Lists the tags.
   *
   * @return the number of the version by tag, sorted by name
   */
  Map<String, Integer> tags();

  /**
   * Lists the history of the tags.
   *
   * @return the moves, oldest first
   */
  List<TagMove> tagHistory();

  /**
   * Sets a tag to a version, or moves it there from another version. The author is the user of the
   * operating system.
   *
   * @param number the number of the version
   * @param name the tag
   * @throws io.lifecycle4j.error.NotFoundException if there is no such version
   * @throws io.lifecycle4j.error.InvalidNameException if the name is not allowed
   */
  void tag(int number, String name);

  /**
   * Sets a tag to a version, or moves it there from another version.
   *
   * @param number the number of the version
   * @param name the tag
   * @param author the author of the change
   * @throws io.lifecycle4j.error.NotFoundException if there is no such version
   * @throws io.lifecycle4j.error.InvalidNameException if the name is not allowed
   */
  void tag(int number, String name, String author);

  /**
   * Removes a tag; its history stays. The author is the user of the operating system.
   *
   * @param name the tag
   * @throws io.lifecycle4j.error.NotFoundException if there is no such tag
   */
  void untag(String name);

  /**
   * Removes a tag; its history stays.
   *
   * @param name the tag
   * @param author the author of the change
   * @throws io.lifecycle4j.error.NotFoundException if there is no such tag
   */
  void untag(String name, String author);

  /**
   * Purges a version: deletes its bytes for good, now rather than at the next garbage collection.
   * Bytes that something else needs, such as another version, stay. The report names what needs
   * them, and what was made from the version.
   *
   * <p>What stays of the version: its number, hash, message, author, metadata, parents and schema,
   * the number of its rows, and for each column the numbers of missing, different and special
   * values; of its validation, the rules and how many rows broke each. Tags stay where they are.
   * What does not: files and their names, and every statistic or example that is a value or
   * computed from values. Reading the version throws {@link
   * io.lifecycle4j.error.PurgedDataException} from then on; models trained on it serve on, and can
   * be rolled back to, but no longer be evaluated on the rows they held out.
   *
   * <p>Durable on return. If the process dies at any point, the version is either unchanged or
   * purged. If it is purged, the next opening for writing, commit or garbage collection completes
   * the deletion. Purging again completes it too, and changes nothing else.
   *
   * @param number the number of the version
   * @param author who purges it; not blank
   * @param reason why, for the record; not blank
   * @return what was deleted, and what still holds the data
   * @throws io.lifecycle4j.error.NotFoundException if there is no such version
   * @throws io.lifecycle4j.error.ConflictException if a run in progress uses the version; nothing
   *     was changed
   * @throws io.lifecycle4j.error.CorruptDataException if something in the home cannot be read, so
   *     that it is not known which bytes others need
   * @throws io.lifecycle4j.error.StorageFailedException if the storage fails; nothing was changed
   * @throws io.lifecycle4j.error.UnknownOutcomeException if it is unknown whether the purge is
   *     recorded, or if the version is purged but not all of its bytes could be deleted
   */
  PurgeReport purge(int number, String author, String reason);

  /**
   * A change of a tag of a dataset: it was set, moved or removed.
   *
   * @param tag the name of the tag
   * @param from the number of the version that the tag named before, 0 for none
   * @param to the number of the version that the tag names now, 0 for none
   * @param author the author of the change, empty if unknown
   * @param time the time of the change
   */
  record TagMove(String tag, int from, int to, String author, Instant time) {
    /** Checks the parts. */
    public TagMove {
      checkName("tag", tag);
      check(from >= 0, "Invalid dataset version: %s (must be at least 1, or 0 for none)", from);
      check(to >= 0, "Invalid dataset version: %s (must be at least 1, or 0 for none)", to);
      required(author, "author");
      required(time, "time");
    }
  }
}

package io.lifecycle4j.data;

import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A named data set and its versions.
 *
 * <p>Thread-safe.
 */
public interface Dataset {
  /** The fewest digits of a hash that find a version. */
  int MIN_HASH = 4;

  /**
   * Returns the name.
   *
   * @return the name
   */
  String name();

  /**
   * Returns this data set, which tells somebody how far a {@linkplain #propose proposal}, a
   * {@linkplain #diff comparison}, a materialisation of prepared rows into it and each {@linkplain
   * #snapshot snapshot} are that names nobody of its own, a few times a second, on the thread that
   * calls. Versions have an {@code onProgress} of their own. Default: nobody is told.
   *
   * @param listener is told, {@code ConsoleProgress.to(System.out)} for instance; should return at
   *     once, and what it throws ends the work
   * @return the data set; this one stays as it is
   */
  Dataset onProgress(Consumer<? super DataProgress> listener);

  /**
   * Begins a snapshot, which becomes a new version.
   *
   * <p>The version has the bytes that the source has when it is committed.
   *
   * @param source the files
   * @return a builder; nothing happens before its {@code commit}
   */
  Snapshot snapshot(Source source);

  /**
   * Proposes a schema and rules that fit a source, for a person to review; nothing is committed and
   * nothing applied. Of CSV every column is proposed, of JSON lines every property; numbers with a
   * decimal comma are proposed as texts. The files are stored, so that a snapshot that follows need
   * not read them again; garbage collection removes them if none does.
   *
   * @param source the files
   * @return the proposal
   * @throws io.lifecycle4j.error.InvalidDataException if a file cannot be read as its format says
   */
  Proposal propose(Source source);

  /**
   * Lists the versions.
   *
   * @return the versions, oldest first
   */
  List<DatasetVersion> versions();

  /**
   * Finds the newest version.
   *
   * @return the version, or empty when there is none
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
   * Compares two versions: files, schema, rows and statistics. Rows are read as often as memory
   * asks for, which is bounded; so are the examples.
   *
   * @param older the number of the older version
   * @param newer the number of the newer version
   * @param key the columns that tell which row is which; none to compare whole rows
   * @return what is different
   * @throws io.lifecycle4j.error.NotFoundException if there is no such version
   * @throws io.lifecycle4j.error.InvalidValueException if the key is not in both versions, or two
   *     rows of one have the same
   */
  DatasetDiff diff(int older, int newer, String... key);

  /**
   * Finds the version that a tag names.
   *
   * @param tag the name of the tag
   * @return the version, or empty when the tag names none
   */
  Optional<DatasetVersion> find(String tag);

  /**
   * Finds a version by its hash.
   *
   * @param id the hash of its manifest
   * @return the newest version with this hash, or empty when there is none
   */
  Optional<DatasetVersion> find(BlobId id);

  /**
   * Finds a version by how its hash begins.
   *
   * @param start the first hexadecimal digits of the hash, at least {@value #MIN_HASH}
   * @return the newest version with the hash, or empty when there is none
   * @throws io.lifecycle4j.error.InvalidValueException if it is no start of a hash, or different
   *     hashes begin so
   */
  Optional<DatasetVersion> findHash(String start);

  /**
   * Finds the version that was the newest at a time.
   *
   * @param time the time
   * @return the version, or empty when there was none yet
   */
  Optional<DatasetVersion> findAsOf(Instant time);

  /**
   * Lists the tags.
   *
   * @return the number of the version by tag, sorted by name
   */
  Map<String, Integer> tags();

  /**
   * Lists what happened to the tags.
   *
   * @return the moves, oldest first
   */
  List<TagMove> tagHistory();

  /**
   * Lets a tag name a version, instead of the one that it named before. The user of the operating
   * system does it.
   *
   * @param number the number of the version
   * @param name the tag
   * @throws io.lifecycle4j.error.NotFoundException if there is no such version
   * @throws io.lifecycle4j.error.InvalidNameException if the name is not allowed
   */
  void tag(int number, String name);

  /**
   * Lets a tag name a version, instead of the one that it named before.
   *
   * @param number the number of the version
   * @param name the tag
   * @param author who does it
   * @throws io.lifecycle4j.error.NotFoundException if there is no such version
   * @throws io.lifecycle4j.error.InvalidNameException if the name is not allowed
   */
  void tag(int number, String name, String author);

  /**
   * Removes a tag; its history stays. The user of the operating system does it.
   *
   * @param name the tag
   * @throws io.lifecycle4j.error.NotFoundException if there is no such tag
   */
  void untag(String name);

  /**
   * Removes a tag; its history stays.
   *
   * @param name the tag
   * @param author who does it
   * @throws io.lifecycle4j.error.NotFoundException if there is no such tag
   */
  void untag(String name, String author);
}

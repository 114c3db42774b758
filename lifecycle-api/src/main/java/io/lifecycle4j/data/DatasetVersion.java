package io.lifecycle4j.data;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.validation.ValidationReport;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An immutable version of a data set.
 *
 * <p>Thread-safe.
 */
public interface DatasetVersion {
  /**
   * Returns the name of the data set.
   *
   * @return the name
   */
  String dataset();

  /**
   * Returns the number.
   *
   * @return the number, from 1
   */
  int number();

  /**
   * Returns the hash of everything in the version.
   *
   * @return the hash of the manifest, which names every file by its hash
   */
  BlobId id();

  /**
   * Names this version, for whoever records that it was used.
   *
   * @return its name, number and hash
   */
  default VersionRef ref() {
    return new VersionRef(dataset(), number(), id());
  }

  /**
   * Returns what is known of it without reading its manifest: message, author, rows, parents.
   *
   * @return the summary
   */
  DatasetManifest.Summary summary();

  /**
   * Reads what is kept of it: files, format, schema, profile, metadata. The version does not hold
   * it, so that a list of versions stays small: the store keeps those that were read lately.
   *
   * @return the manifest
   * @throws io.lifecycle4j.error.CorruptDataException if it is damaged or not stored any more, or
   *     says other than the {@linkplain #summary summary}
   */
  DatasetManifest manifest();

  /**
   * Returns what was checked before the commit, and what was found.
   *
   * @return the report, or empty when there was nothing to check
   */
  Optional<ValidationReport> validation();

  /**
   * Returns when it was committed.
   *
   * @return the time
   */
  Instant created();

  /**
   * Opens a file straight from the store.
   *
   * @param file the name of the file, or its path in a {@linkplain #checkOut check-out}
   * @return its bytes; reading the end throws {@link io.lifecycle4j.error.CorruptDataException} if
   *     they are not those of the snapshot
   * @throws io.lifecycle4j.error.NotFoundException if the version has no such file
   * @throws io.lifecycle4j.error.CorruptDataException if the file is not stored any more
   */
  InputStream open(String file);

  /**
   * Opens a part of a file straight from the store. A part cannot be verified against the hash of
   * the file: a whole read does that.
   *
   * @param file the name of the file, or its path in a {@linkplain #checkOut check-out}
   * @param offset where to begin, from 0
   * @param length how many bytes
   * @return exactly those bytes
   * @throws io.lifecycle4j.error.NotFoundException if the version has no such file
   * @throws io.lifecycle4j.error.InvalidValueException if the part does not lie within the file
   * @throws io.lifecycle4j.error.CorruptDataException if the file is not stored any more
   */
  InputStream open(String file, long offset, long length);

  /**
   * Reads all rows straight from the store, one after the other or {@linkplain Rows#row by number}.
   *
   * <p>A version has no holdout: a {@link #split} does, and a split seals its own. These are the
   * rows before any split, as its files are, for looking at and exporting. Whoever learns from them
   * has seen what a split would hold out; training takes a split, never these.
   *
   * @return the rows
   * @throws io.lifecycle4j.error.CorruptDataException if what is kept of the version is damaged or
   *     not stored any more; for its files, reading the rows throws it
   */
  Rows rows();

  /**
   * Begins to write all files into a directory.
   *
   * @param directory where to; made if it is not there
   * @return a builder; nothing happens before its {@code write}
   */
  CheckOut checkOut(Path directory);

  /**
   * Returns this version, which tells somebody how far a {@linkplain #split split} and the report
   * of one are, a few times a second, on the thread that calls. Default: nobody is told.
   *
   * @param listener is told, {@code ConsoleProgress.to(System.out)} for instance; should return at
   *     once, and what it throws ends the work
   * @return the version; this one stays as it is
   */
  DatasetVersion onProgress(Consumer<? super DataProgress> listener);

  /**
   * Splits the version. The holdout is sealed: only the evaluation before a promotion reads it.
   *
   * @param plan which row is for what
   * @return the split
   * @throws io.lifecycle4j.error.InvalidValueException if the plan leaves no row to train on
   */
  Split split(SplitPlan plan);
}

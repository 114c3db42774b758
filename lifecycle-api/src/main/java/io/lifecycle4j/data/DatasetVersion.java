package io.lifecycle4j.data;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.validation.ValidationReport;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An immutable version of a dataset.
 *
 * <p>Thread-safe.
 */
public interface DatasetVersion {
  /**
   * Returns the name of the dataset.
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
   * Returns the hash of the whole content of the version.
   *
   * @return the hash of the manifest, which names every file by its hash
   */
  BlobId id();

  /**
   * Returns a reference to this version, to record its use.
   *
   * @return the name, number and hash
   */
  default VersionRef ref() {
    return new VersionRef(dataset(), number(), id());
  }

  /**
   * Returns the summary, which is known without reading the manifest: message, author, rows,
   * parents.
   *
   * @return the summary
   */
  DatasetManifest.Summary summary();

  /**
   * Finds out whether the version was {@linkplain Dataset#purge purged}. Its manifest can still be
   * read; its rows and files cannot.
   *
   * @return who purged it, when and why; empty if it was not
   */
  Optional<Purge> findPurge();

  /**
   * Reads the manifest: files, format, schema, profile, metadata. The version does not hold it in
   * memory, so that a list of versions stays small; the store caches recently read manifests.
   *
   * @return the manifest; of a purged version, {@linkplain Dataset#purge what stays} of it
   * @throws io.lifecycle4j.error.CorruptDataException if the manifest is corrupt or lost, or
   *     contradicts the {@linkplain #summary summary}
   */
  DatasetManifest manifest();

  /**
   * Returns the result of the validation before the commit.
   *
   * @return the report, or empty if there was nothing to validate
   */
  Optional<ValidationReport> validation();

  /**
   * Returns the time of the commit.
   *
   * @return the time
   */
  Instant created();

  /**
   * Opens a file directly from the store.
   *
   * @param file the name of the file, or its path in a {@linkplain #checkOut check-out}
   * @return the bytes; at the end of the stream, reading throws {@link
   *     io.lifecycle4j.error.CorruptDataException} if they are not those of the snapshot
   * @throws io.lifecycle4j.error.NotFoundException if the version has no such file
   * @throws io.lifecycle4j.error.PurgedDataException if the version was purged
   * @throws io.lifecycle4j.error.CorruptDataException if the file is lost
   */
  InputStream open(String file);

  /**
   * Opens a part of a file directly from the store. A part is not verified: only a read of the
   * whole file is verified against its hash.
   *
   * @param file the name of the file, or its path in a {@linkplain #checkOut check-out}
   * @param offset the first byte, from 0
   * @param length the number of bytes
   * @return exactly those bytes
   * @throws io.lifecycle4j.error.NotFoundException if the version has no such file
   * @throws io.lifecycle4j.error.PurgedDataException if the version was purged
   * @throws io.lifecycle4j.error.InvalidValueException if the part is not within the file
   * @throws io.lifecycle4j.error.CorruptDataException if the file is lost
   */
  InputStream open(String file, long offset, long length);

  /**
   * Returns all rows, read directly from the store, in order or {@linkplain Rows#row by number}.
   *
   * <p>These are the rows before any {@link #split}, meant for viewing and exporting. They include
   * the rows that a split would seal as its holdout, so never train on them: training uses a split.
   *
   * @return the rows; reading them throws {@link io.lifecycle4j.error.PurgedDataException} if the
   *     version was purged since
   * @throws io.lifecycle4j.error.PurgedDataException if the version was purged
   * @throws io.lifecycle4j.error.CorruptDataException if the manifest is corrupt or lost; for
   *     corrupt or lost files, reading the rows throws it
   */
  Rows rows();

  /**
   * Returns a builder for a check-out, which writes all files into a directory.
   *
   * @param directory the directory; created if it is missing
   * @return a builder; nothing happens before its {@code write}
   * @throws io.lifecycle4j.error.PurgedDataException if the version was purged
   */
  CheckOut checkOut(Path directory);

  /**
   * Returns a view of this version with a listener that receives the progress of each {@linkplain
   * #split split} and of its report, a few times a second, on the calling thread. Default: none.
   *
   * @param listener the listener, {@code ConsoleProgress.to(System.out)} for instance; should
   *     return at once; an exception it throws ends the work
   * @return the view; this version is not changed
   */
  DatasetVersion onProgress(Consumer<? super DataProgress> listener);

  /**
   * Splits the version. The holdout is sealed: only the evaluation before a promotion reads it.
   *
   * @param plan which role each row has
   * @return the split
   * @throws io.lifecycle4j.error.PurgedDataException if the version was purged
   * @throws io.lifecycle4j.error.InvalidValueException if the plan leaves no row to train on
   */
  Split split(SplitPlan plan);
}

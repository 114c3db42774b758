package io.lifecycle4j.data;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.validation.ValidationReport;
import java.time.Instant;
import java.util.Optional;

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
   * Returns what is kept of it: files, format, schema, profile, message, author.
   *
   * @return the manifest
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
   * Splits the version. The holdout is sealed: only the evaluation before a promotion reads it.
   *
   * @param plan which row is for what
   * @return the split
   * @throws io.lifecycle4j.error.InvalidValueException if the plan leaves no row to train on
   */
  Split split(SplitPlan plan);
}

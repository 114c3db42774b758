package io.lifecycle4j.data;

import java.util.List;
import java.util.Optional;

/**
 * A named data set and its versions.
 *
 * <p>Thread-safe.
 */
public interface Dataset {
  /**
   * Returns the name.
   *
   * @return the name
   */
  String name();

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
}

package io.lifecycle4j.tracking.spi;

import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.RunInfo;

/**
 * Takes runs that another tracker recorded, with ids and times of their own; who trains calls
 * {@link Experiments#newRun}. Secrets are taken out of all texts, as they are out of those of other
 * runs.
 *
 * <p>Thread-safe.
 */
public interface RunImports {
  /**
   * Starts a run, durable on return.
   *
   * @param info what is known of it
   * @return where it is recorded; close it
   * @throws io.lifecycle4j.error.ConflictException if the id is taken
   */
  RunLog start(RunInfo info);

  /**
   * Opens a run whose import was cut off, to go on with it. Changes nothing by itself.
   *
   * @param id the run
   * @return where it is recorded; close it
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.ConflictException if somebody is recording it, or it is deleted
   */
  RunLog reopen(String id);

  /**
   * Stores the bytes of an artifact, ahead of the batch that names it.
   *
   * @param file the file
   * @return its name, hash and length; durable
   * @throws io.lifecycle4j.error.InvalidDataException if the file cannot be read; nothing was
   *     stored
   */
  StoredFile put(NamedContent file);

  /**
   * Returns what is kept of the value of a parameter or a tag.
   *
   * @param name the parameter or the tag
   * @param value its value
   * @return the value; if there is what looks like a secret in it, another text stands in its place
   * @throws io.lifecycle4j.error.InvalidValueException if it is longer than any text that is kept
   */
  String withoutSecrets(String name, String value);
}

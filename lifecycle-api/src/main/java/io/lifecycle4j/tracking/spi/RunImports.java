package io.lifecycle4j.tracking.spi;

import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.RunInfo;

/**
 * Imports runs that another tracker recorded, with their own ids and times. To record a new run,
 * call {@link Experiments#newRun}. Secrets are redacted in all texts, as in other runs.
 *
 * <p>Thread-safe.
 */
public interface RunImports {
  /**
   * Starts a run, durable on return.
   *
   * @param info the facts of the run
   * @return the log of the run; close it
   * @throws io.lifecycle4j.error.ConflictException if the id is taken
   */
  RunLog start(RunInfo info);

  /**
   * Opens a run whose import was interrupted, to continue it. Opening it changes nothing.
   *
   * @param id the run
   * @return the log of the run; close it
   * @throws io.lifecycle4j.error.NotFoundException if there is no such run
   * @throws io.lifecycle4j.error.ConflictException if it is being recorded elsewhere, or is deleted
   */
  RunLog reopen(String id);

  /**
   * Stores the bytes of an artifact, before the batch that names it.
   *
   * @param file the file
   * @return its name, hash and length; durable on return
   * @throws io.lifecycle4j.error.InvalidDataException if the file cannot be read; nothing was
   *     stored
   */
  StoredFile put(NamedContent file);

  /**
   * Returns the value of a parameter or a tag as it is stored.
   *
   * @param name the parameter or the tag
   * @param value the value
   * @return the value, with text that looks like a secret redacted
   * @throws io.lifecycle4j.error.InvalidValueException if it is longer than the longest text that
   *     is stored
   */
  String withoutSecrets(String name, String value);
}

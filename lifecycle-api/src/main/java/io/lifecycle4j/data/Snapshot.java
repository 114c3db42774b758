package io.lifecycle4j.data;

import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Rule;
import java.util.function.Consumer;

/**
 * Builds a version of a dataset. Nothing happens before {@link #commit()}.
 *
 * <p>Text that looks like a secret in a message, an author, a metadata value, an origin or a column
 * description is stored as {@code <redacted>}, and a warning is logged once. Names, locations and
 * the content of files are stored unchanged. Not thread-safe.
 */
public interface Snapshot {
  /**
   * Sets the columns. Required for CSV; images have a schema of their own.
   *
   * @param schema the columns to read
   * @return this builder
   */
  Snapshot schema(Schema schema);

  /**
   * Sets rules for the rows, in addition to those of the schema. Default: none. A cell that does
   * not have the type of its column is rejected, unless {@link
   * io.lifecycle4j.validation.ColumnRules#wellTyped()} is set.
   *
   * @param rules the rules, with different ids
   * @return this builder
   */
  Snapshot requiring(Rule... rules);

  /**
   * Allows a schema that is {@linkplain io.lifecycle4j.schema.Compatibility#BREAKING breaking}
   * against the newest version. Default: it is rejected.
   *
   * @return this builder
   */
  Snapshot allowBreakingSchema();

  /**
   * Keeps the files where they are: only location, length, time and hash become part of the
   * version. Reading a file that has since changed or disappeared throws {@link
   * io.lifecycle4j.error.StaleDataException}, at the latest at the end of the file. Default: copies
   * are stored.
   *
   * @return this builder
   */
  Snapshot byReference();

  /**
   * Stores the files in content-defined chunks of about 64 KiB, so that a new version of a large
   * file with few changes needs little space. The mode applies to the dataset: later snapshots use
   * it too, until one calls {@link #whole} or {@link #byReference}. Default: the mode of the newest
   * version; for a first version, whole files.
   *
   * <p>The same bytes are the same version, in chunks or not: bytes that are already stored keep
   * their form.
   *
   * @return this builder
   */
  Snapshot chunked();

  /**
   * Stores each file as a whole, from this snapshot on, even if the newest version is in chunks.
   *
   * @return this builder
   */
  Snapshot whole();

  /**
   * Sets the listener that receives the progress, a few times a second, on the committing thread.
   * Default: none.
   *
   * @param listener the listener, {@code ConsoleProgress.to(System.out)} or {@code
   *     System.out::println} for instance; should return at once; an exception it throws ends the
   *     snapshot without a version
   * @return this builder
   */
  Snapshot onProgress(Consumer<? super DataProgress> listener);

  /**
   * Sets why the version is created. Default: no message.
   *
   * @param message any text
   * @return this builder
   */
  Snapshot message(String message);

  /**
   * Sets the author. Default: the user of the operating system.
   *
   * @param author a name
   * @return this builder
   */
  Snapshot by(String author);

  /**
   * Adds metadata. Default: none.
   *
   * @param key the key, at most once per snapshot
   * @param value any text
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidNameException if the key is not allowed
   */
  Snapshot metadata(String key, String value);

  /**
   * Tags the version after the commit, in a separate step: after a crash in between, commit again.
   * Default: no tag.
   *
   * @param name the tag; it is moved from the version it named before
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidNameException if the name is not allowed
   */
  Snapshot tag(String name);

  /**
   * Adds a version that this version is made from; may be called several times. Default: none.
   *
   * @param version a version of any dataset of this home
   * @param how what was done to that version, in words or as the fingerprint of a preprocessing
   * @return this builder
   */
  Snapshot madeOf(DatasetVersion version, String how);

  /**
   * Hashes, stores, reads, profiles and validates the files, then publishes the version; durable on
   * return. If content and rules equal those of the newest version, no version is created and the
   * newest is returned, unless the message, metadata or parents are new: nothing that was set is
   * dropped. A different author alone creates no version.
   *
   * <p>A file that was stored before is read again only if its length, identity or one of its times
   * has changed. A change is missed if it was written through a memory mapping before the system
   * updates the time, or if the time was set back on a file system that keeps only one: touch such
   * a file first.
   *
   * @return the version
   * @throws io.lifecycle4j.error.IncompatibleSchemaException if the schema is breaking against the
   *     newest version and that was not allowed; no version was created
   * @throws io.lifecycle4j.error.InvalidDataException if a file is missing or does not match its
   *     format and the schema, or if there are no rows; no version was created
   * @throws io.lifecycle4j.validation.ValidationFailedException if a rule of severity ERROR is
   *     broken, or a cell is missing in a column that is not nullable; no version was created, and
   *     the report is stored
   */
  DatasetVersion commit();
}

package io.lifecycle4j.data;

import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Rule;
import java.util.function.Consumer;

/**
 * Builds a version of a data set. Nothing happens before {@link #commit()}.
 *
 * <p>Whatever looks like a secret in a message, an author, a value of metadata, an origin or the
 * description of a column is kept as {@code <redacted>}; a warning in the log says so once. Names,
 * locations and the content of files are kept as they are. Not thread-safe.
 */
public interface Snapshot {
  /**
   * Sets the columns. Needed for CSV; images bring their own.
   *
   * @param schema the columns to read
   * @return this builder
   */
  Snapshot schema(Schema schema);

  /**
   * Sets what must hold of the rows, beside what the schema promises. Default: nothing. A cell that
   * is not of the type of its column is refused, unless {@link
   * io.lifecycle4j.validation.ColumnRules#wellTyped()} says otherwise.
   *
   * @param rules the rules, with different ids
   * @return this builder
   */
  Snapshot requiring(Rule... rules);

  /**
   * Allows a schema that is {@linkplain io.lifecycle4j.schema.Compatibility#BREAKING breaking}
   * against the newest version. Default: it is refused.
   *
   * @return this builder
   */
  Snapshot allowBreakingSchema();

  /**
   * Keeps the files where they are: only location, length, time and hash become part of the
   * version. When it is read, a file that has changed since, or has gone, is refused with a {@link
   * io.lifecycle4j.error.StaleDataException}, at the latest at its end. Default: copies are kept.
   *
   * @return this builder
   */
  Snapshot byReference();

  /**
   * Keeps the files in chunks of about 64 KiB that are cut by content, so that a version of a large
   * file that changed a little takes little. This is switched on for the data set: later snapshots
   * keep their files so too, until one calls {@link #whole} or {@link #byReference}. Default: as
   * the newest version, or as a whole.
   *
   * <p>The same bytes are the same version, whether in chunks or not: those that are stored stay as
   * they are.
   *
   * @return this builder
   */
  Snapshot chunked();

  /**
   * Keeps each file as a whole, from this snapshot on, also if the newest version is in chunks.
   *
   * @return this builder
   */
  Snapshot whole();

  /**
   * Reports how far the snapshot is, a few times a second, on the thread that commits. Default:
   * nobody.
   *
   * @param listener is told, {@code ConsoleProgress.to(System.out)} or {@code System.out::println}
   *     for instance; should return at once, and what it throws ends the snapshot without a version
   * @return this builder
   */
  Snapshot onProgress(Consumer<? super DataProgress> listener);

  /**
   * Says why the version is made. Default: nothing.
   *
   * @param message any text
   * @return this builder
   */
  Snapshot message(String message);

  /**
   * Says who makes the version. Default: the user of the operating system.
   *
   * @param author a name
   * @return this builder
   */
  Snapshot by(String author);

  /**
   * Says something else of the version. Default: nothing.
   *
   * @param key what it is about, once for each snapshot
   * @param value any text
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidNameException if the key is not allowed
   */
  Snapshot metadata(String key, String value);

  /**
   * Tags the version once it is committed, in a step of its own: after a crash in between, commit
   * again. Default: no tag.
   *
   * @param name the tag, which names another version no longer
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidNameException if the name is not allowed
   */
  Snapshot tag(String name);

  /**
   * Says what the version is made of; may be called for several versions. Default: nothing that is
   * kept here.
   *
   * @param version a version of any data set of this home
   * @param how what was done to it, in words or as the fingerprint of a preprocessing
   * @return this builder
   */
  Snapshot madeOf(DatasetVersion version, String how);

  /**
   * Hashes, stores, reads, profiles and validates the files, then publishes the version; durable on
   * return. The same content committed again on top of itself, against the same rules, gives the
   * version there is, unless it was said with another message, with metadata that are new, or that
   * it is made of other versions: nothing that was said is dropped. An author alone makes no
   * version.
   *
   * <p>A file that was stored before is read again only if its length, identity or one of its times
   * is another. Bytes that are written through a mapping before the system moves the time, or with
   * the time put back on a file system that keeps only one, are not seen: touch such a file first.
   *
   * @return the version
   * @throws io.lifecycle4j.error.IncompatibleSchemaException if the schema is breaking against the
   *     newest version and that was not allowed; no version was made
   * @throws io.lifecycle4j.error.InvalidDataException if a file is missing or does not hold what
   *     its format and the schema say, or if there are no rows; no version was made
   * @throws io.lifecycle4j.validation.ValidationFailedException if a rule that is an error is
   *     broken, or a cell is missing in a column that is not nullable; no version was made, and the
   *     report is stored
   */
  DatasetVersion commit();
}

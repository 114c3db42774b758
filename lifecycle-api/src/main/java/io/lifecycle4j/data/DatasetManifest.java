package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.copy;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.validation.ValidationReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is kept of a data set version.
 *
 * @param files its files
 * @param format how they are read as rows
 * @param schema its columns
 * @param profile a summary of its rows
 * @param message why it was made
 * @param author who made it
 * @param validation what its rows were checked against, and what was found; null when it was made
 *     before there were rules
 */
public record DatasetManifest(
    List<StoredFile> files,
    Format format,
    Schema schema,
    Profile profile,
    String message,
    String author,
    @Nullable ValidationReport validation) {
  /** Checks the parts. */
  public DatasetManifest {
    files = copy(files, "files");
    check(!files.isEmpty(), "Invalid data set: no files (needs at least 1)");
    required(format, "format");
    required(schema, "schema");
    required(profile, "profile");
    required(message, "message");
    required(author, "author");
  }

  /**
   * Describes a version whose rows were not checked.
   *
   * @param files its files
   * @param format how they are read as rows
   * @param schema its columns
   * @param profile a summary of its rows
   * @param message why it was made
   * @param author who made it
   */
  public DatasetManifest(
      List<StoredFile> files,
      Format format,
      Schema schema,
      Profile profile,
      String message,
      String author) {
    this(files, format, schema, profile, message, author, null);
  }
}

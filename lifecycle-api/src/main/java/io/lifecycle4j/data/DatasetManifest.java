package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.copy;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;

/**
 * Everything that is kept of a data set version.
 *
 * @param files its files
 * @param format how they are read as rows
 * @param schema its columns
 * @param profile a summary of its rows
 * @param message why it was made
 * @param author who made it
 */
public record DatasetManifest(
    List<StoredFile> files,
    Format format,
    Schema schema,
    Profile profile,
    String message,
    String author) {
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
}

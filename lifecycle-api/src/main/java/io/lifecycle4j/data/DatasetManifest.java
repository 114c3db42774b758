package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stored description of a dataset version.
 *
 * <p>Immutable and thread-safe; equal when all parts are.
 */
public final class DatasetManifest {
  private final List<StoredFile> files;
  private final Format format;
  private final Schema schema;
  private final Profile profile;
  private final String message;
  private final String author;
  private final Map<String, String> metadata;
  private final List<Parent> parents;
  private final @Nullable BlobId report;

  private DatasetManifest(Builder builder) {
    this.files = builder.files;
    this.format = builder.format;
    this.schema = builder.schema;
    this.profile = builder.profile;
    this.message = builder.message;
    this.author = builder.author;
    this.metadata = builder.metadata;
    this.parents = builder.parents;
    this.report = builder.report;
  }

  /**
   * Returns a builder for a manifest.
   *
   * @param files its files; a version needs at least one, unless it is purged
   * @param format how the files are read as rows
   * @param schema its columns
   * @param profile a summary of its rows
   * @return a builder
   */
  public static Builder of(List<StoredFile> files, Format format, Schema schema, Profile profile) {
    return new Builder(files, format, schema, profile);
  }

  /**
   * Returns the files.
   *
   * @return the files, in the order in which they are read; empty if the version was purged
   */
  public List<StoredFile> files() {
    return files;
  }

  /**
   * Returns how the files are read as rows.
   *
   * @return the format
   */
  public Format format() {
    return format;
  }

  /**
   * Returns the columns.
   *
   * @return the schema
   */
  public Schema schema() {
    return schema;
  }

  /**
   * Returns the profile of the rows.
   *
   * @return the profile
   */
  public Profile profile() {
    return profile;
  }

  /**
   * Returns why the version was created.
   *
   * @return the message, empty if none was set
   */
  public String message() {
    return message;
  }

  /**
   * Returns the author of the version.
   *
   * @return the author, empty if unknown
   */
  public String author() {
    return author;
  }

  /**
   * Returns the metadata.
   *
   * @return values by key
   */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * Returns the versions that this version was made from.
   *
   * @return the versions, empty for imported data
   */
  public List<Parent> parents() {
    return parents;
  }

  /**
   * Returns the blob of the validation report.
   *
   * @return the blob, or empty if nothing was validated
   */
  public Optional<BlobId> report() {
    return Optional.ofNullable(report);
  }

  /**
   * Returns the summary.
   *
   * @return the parts of a manifest that are known without reading it
   */
  public Summary summary() {
    return new Summary(message, author, profile.rows(), parents);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DatasetManifest that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(files, format, schema, profile, message, author, metadata, parents, report());
  }

  @Override
  public String toString() {
    return String.format(
        "%s, %s, %s%s",
        counted(files.size(), "file"),
        counted(profile.rows(), "row"),
        format.id(),
        message.isEmpty() ? "" : ": " + message);
  }

  /**
   * A version that another version was made from.
   *
   * @param dataset the name of the dataset
   * @param number the number of the version
   * @param id the hash of its manifest
   * @param how what was done to the parent, in words or as the fingerprint of a preprocessing
   */
  public record Parent(String dataset, int number, BlobId id, String how) {
    /** Checks the parts. */
    public Parent {
      checkName("dataset", dataset);
      check(number >= 1, "Invalid dataset version: %s (must be at least 1)", number);
      required(id, "hash of the manifest");
      required(how, "what was done");
    }
  }

  /**
   * The small parts of a manifest, which are available without reading it.
   *
   * @param message why the version was created, empty if none was set
   * @param author the author, empty if unknown
   * @param rows the number of rows
   * @param parents the versions it was made from, empty for imported data
   */
  public record Summary(String message, String author, long rows, List<Parent> parents) {
    /** Checks the parts. */
    public Summary {
      required(message, "message");
      required(author, "author");
      check(rows >= 0, "Invalid number of rows: %s (must not be negative)", rows);
      parents = copy(parents, "parents");
    }
  }

  /** Builds a manifest. Not thread-safe. */
  public static final class Builder {
    private final List<StoredFile> files;
    private final Format format;
    private final Schema schema;
    private final Profile profile;
    private String message = "";
    private String author = "";
    private Map<String, String> metadata = Map.of();
    private List<Parent> parents = List.of();
    private @Nullable BlobId report;

    private Builder(List<StoredFile> files, Format format, Schema schema, Profile profile) {
      this.files = copy(files, "files");
      this.format = required(format, "format");
      this.schema = required(schema, "schema");
      this.profile = required(profile, "profile");
    }

    /**
     * Sets why the version is created. Default: no message.
     *
     * @param text any text
     * @return this builder
     */
    public Builder message(String text) {
      message = required(text, "message");
      return this;
    }

    /**
     * Sets the author. Default: none.
     *
     * @param name a name
     * @return this builder
     */
    public Builder author(String name) {
      author = required(name, "author");
      return this;
    }

    /**
     * Sets the metadata. Default: none.
     *
     * @param values values by key
     * @return this builder
     */
    public Builder metadata(Map<String, String> values) {
      metadata = copy(values, "metadata");
      metadata.keySet().forEach(key -> checkName("metadata", key));
      return this;
    }

    /**
     * Sets the versions that this version is made from. Default: none.
     *
     * @param versions the versions
     * @return this builder
     */
    public Builder parents(List<Parent> versions) {
      parents = copy(versions, "parents");
      return this;
    }

    /**
     * Sets the validation report. Default: none.
     *
     * @param blob the blob of the report, already stored
     * @return this builder
     */
    public Builder report(BlobId blob) {
      report = required(blob, "report");
      return this;
    }

    /**
     * Returns the manifest.
     *
     * @return the manifest
     */
    public DatasetManifest build() {
      return new DatasetManifest(this);
    }
  }
}

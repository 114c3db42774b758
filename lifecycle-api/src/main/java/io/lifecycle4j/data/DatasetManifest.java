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
 * Everything that is kept of a data set version.
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
   * Begins a manifest.
   *
   * @param files its files, at least one
   * @param format how they are read as rows
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
   * @return the files, in the order in which they are read
   */
  public List<StoredFile> files() {
    return files;
  }

  /**
   * Says how the files are read as rows.
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
   * Summarises the rows.
   *
   * @return the profile
   */
  public Profile profile() {
    return profile;
  }

  /**
   * Says why the version was made.
   *
   * @return the message, empty if nothing was said
   */
  public String message() {
    return message;
  }

  /**
   * Says who made the version.
   *
   * @return the author, empty if nobody knows
   */
  public String author() {
    return author;
  }

  /**
   * Says what else is known of the version.
   *
   * @return values by key
   */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * Says what the version was made of.
   *
   * @return the versions, empty for data that came from outside
   */
  public List<Parent> parents() {
    return parents;
  }

  /**
   * Names the blob of the report on what was checked before the commit.
   *
   * @return the blob, or empty when nothing was checked
   */
  public Optional<BlobId> report() {
    return Optional.ofNullable(report);
  }

  /**
   * Returns the small parts.
   *
   * @return what a store tells of a version without reading its manifest
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
   * A version that another was made of.
   *
   * @param dataset the name of the data set
   * @param number the number of the version
   * @param id the hash of its manifest
   * @param how what was done to it, in words or as the fingerprint of a preprocessing
   */
  public record Parent(String dataset, int number, BlobId id, String how) {
    /** Checks the parts. */
    public Parent {
      checkName("data set", dataset);
      check(number >= 1, "Invalid data set version: %s (must be at least 1)", number);
      required(id, "hash of the manifest");
      required(how, "what was done");
    }
  }

  /**
   * The small parts of a manifest, which versions are looked up by.
   *
   * @param message why the version was made, empty if nothing was said
   * @param author who made it, empty if nobody knows
   * @param rows how many rows it has
   * @param parents what it was made of, empty for data that came from outside
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

  /** Collects the parts of a manifest. Not thread-safe. */
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
      check(!files.isEmpty(), "Invalid data set: no files (needs at least 1)");
      this.format = required(format, "format");
      this.schema = required(schema, "schema");
      this.profile = required(profile, "profile");
    }

    /**
     * Says why the version is made. Default: nothing.
     *
     * @param text any text
     * @return this builder
     */
    public Builder message(String text) {
      message = required(text, "message");
      return this;
    }

    /**
     * Says who makes the version. Default: nobody.
     *
     * @param name a name
     * @return this builder
     */
    public Builder author(String name) {
      author = required(name, "author");
      return this;
    }

    /**
     * Says what else is known. Default: nothing.
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
     * Says what the version is made of. Default: nothing that is kept here.
     *
     * @param versions the versions
     * @return this builder
     */
    public Builder parents(List<Parent> versions) {
      parents = copy(versions, "parents");
      return this;
    }

    /**
     * Names the report on what was checked. Default: nothing was.
     *
     * @param blob the blob of the report; stored already
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

package io.lifecycle4j.data.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.Dataset.TagMove;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.PurgeReport;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.MissingCapabilityException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Stores the versions of datasets. A backend implements it; users call {@link Datasets}.
 *
 * <p>Thread-safe; on shared storage also safe across processes. A version is immutable, and its
 * number is never reused.
 */
public interface DatasetStore {
  /**
   * Stores the bytes of a file, before the commit that names it.
   *
   * @param file the file
   * @return its name, hash and length; durable on return
   * @throws io.lifecycle4j.error.InvalidDataException if the file cannot be read; nothing was
   *     stored
   */
  StoredFile put(NamedContent file);

  /**
   * Stores the bytes of many files, before the commit that names them. Stores should override it if
   * storing many files at once is faster.
   *
   * @param files the files
   * @return their names, hashes and lengths, in order; durable on return
   * @throws io.lifecycle4j.error.InvalidDataException if one cannot be read
   */
  default List<StoredFile> putAll(List<NamedContent> files) {
    List<StoredFile> stored = new ArrayList<>();
    for (NamedContent file : Preconditions.copy(files, "files")) {
      stored.add(put(file));
    }
    return stored;
  }

  /**
   * Stores many files in a given mode, before the commit that names them.
   *
   * @param files the files
   * @param mode how they are stored
   * @return their names, hashes and lengths, in order; durable on return
   * @throws io.lifecycle4j.error.InvalidDataException if one cannot be read
   * @throws InvalidValueException if the store does not support the mode
   */
  default List<StoredFile> putAll(List<NamedContent> files, StorageMode.Mode mode) {
    Preconditions.check(
        mode == StorageMode.Mode.COPIED, "Invalid mode: %s (the store has COPIED only)", mode);
    return putAll(files);
  }

  /**
   * Reads a stored document, a report for instance.
   *
   * @param document its hash
   * @return its bytes
   * @throws io.lifecycle4j.error.NotFoundException if it is not stored
   */
  byte[] read(BlobId document);

  /**
   * Commits the next version of a dataset, all or nothing, durable on return. Idempotent: if the
   * newest version already has this manifest, nothing is added, so that a commit with an unknown
   * outcome can be repeated.
   *
   * @param dataset the name of the dataset; it is created with its first version
   * @param manifest the manifest; its files are already stored
   * @param after the newest version, against which the manifest was validated; 0 for none
   * @return the version
   * @throws io.lifecycle4j.error.ConflictException if another version is the newest; nothing was
   *     committed
   * @throws io.lifecycle4j.error.NotFoundException if a file of the manifest is not stored
   * @throws InvalidValueException if the manifest has no files
   */
  StoredVersion commit(String dataset, DatasetManifest manifest, int after);

  /**
   * Stores documents that a manifest names, its report for instance, and commits the manifest. By
   * default each document is stored separately; a store that can do it in one step should override
   * this.
   *
   * @param dataset the name of the dataset
   * @param manifest the manifest
   * @param after the number of the newest version, 0 if there is none
   * @param documents the documents that the manifest names by hash
   * @return the version, as {@link #commit(String, DatasetManifest, int)} does
   */
  default StoredVersion commit(
      String dataset, DatasetManifest manifest, int after, List<Content> documents) {
    for (Content document : copy(documents, "documents")) {
      put(new NamedContent("document", document));
    }
    return commit(dataset, manifest, after);
  }

  /**
   * Lists the versions of a dataset. No manifest is read: a dataset may have thousands of versions
   * of thousands of files.
   *
   * @param dataset the name of the dataset
   * @return the headers of the versions, oldest first; empty if there is no such dataset
   */
  List<VersionHeader> versions(String dataset);

  /**
   * Reads the manifest of a version. It is called often: a store should cache recently read
   * manifests.
   *
   * @param version the version
   * @return the manifest; of a purged version, {@linkplain io.lifecycle4j.data.Dataset#purge what
   *     stays} of it, without files
   * @throws io.lifecycle4j.error.CorruptDataException if the manifest is corrupt or lost, or
   *     contradicts the header
   */
  DatasetManifest manifest(VersionHeader version);

  /**
   * Finds the newest version of a dataset, and reads its manifest.
   *
   * @param dataset the name of the dataset
   * @return the version, or empty if there is no such dataset
   */
  default Optional<StoredVersion> findLatest(String dataset) {
    List<VersionHeader> versions = versions(dataset);
    return versions.isEmpty()
        ? Optional.empty()
        : Optional.of(whole(versions.get(versions.size() - 1)));
  }

  /**
   * Finds a version, and reads its manifest.
   *
   * @param dataset the name of the dataset
   * @param number the number of the version
   * @return the version, or empty if there is none
   */
  default Optional<StoredVersion> find(String dataset, int number) {
    List<VersionHeader> versions = versions(dataset);
    return number < 1 || number > versions.size()
        ? Optional.empty()
        : Optional.of(whole(versions.get(number - 1)));
  }

  private StoredVersion whole(VersionHeader version) {
    return new StoredVersion(version, manifest(version));
  }

  /**
   * Lists the datasets.
   *
   * @return the names, sorted
   */
  List<String> datasets();

  /**
   * Sets, moves or removes a tag of a dataset. Idempotent: if the tag already names that version,
   * nothing is written. A store without tags throws.
   *
   * @param dataset the name of the dataset
   * @param tag the name of the tag
   * @param number the number of the version, or 0 to remove the tag
   * @param author the author of the change
   * @throws io.lifecycle4j.error.NotFoundException if there is no such version
   */
  default void tag(String dataset, String tag, int number, String author) {
    throw new InvalidValueException(
        "Cannot tag " + dataset + ":" + number + " as " + tag + ": this store keeps no tags");
  }

  /**
   * Purges a version, as {@link io.lifecycle4j.data.Dataset#purge} does: first records durably that
   * it is purged, then deletes the bytes that nothing else needs. Idempotent: a version that was
   * purged keeps its first purge, and what an interruption left is deleted. A store that deletes
   * nothing throws.
   *
   * @param dataset the name of the dataset
   * @param number the number of the version
   * @param author who purges it
   * @param reason why
   * @return what was deleted, without holders
   * @throws io.lifecycle4j.error.NotFoundException if there is no such version
   * @throws io.lifecycle4j.error.UnknownOutcomeException if the version is purged, but not all of
   *     its bytes could be deleted
   * @throws MissingCapabilityException if the store cannot delete bytes
   */
  default PurgeReport purge(String dataset, int number, String author, String reason) {
    throw new MissingCapabilityException(
        "Cannot purge " + dataset + ":" + number + ": this store deletes nothing");
  }

  /**
   * Completes purges that were interrupted after they were recorded. Called when a home is opened
   * for writing. Default: nothing.
   */
  default void completePurges() {}

  /**
   * Lists the history of the tags of a dataset.
   *
   * @param dataset the name of the dataset
   * @return the moves, oldest first; empty if there is no such dataset
   */
  default List<TagMove> tagMoves(String dataset) {
    required(dataset, "dataset");
    return List.of();
  }

  /**
   * Lists the tags of a dataset. By default they are derived from the history; a store that keeps
   * them should override this.
   *
   * @param dataset the name of the dataset
   * @return the number of the version by tag, without removed tags
   */
  default Map<String, Integer> tags(String dataset) {
    Map<String, Integer> tags = new TreeMap<>();
    tagMoves(dataset).forEach(move -> tags.put(move.tag(), move.to()));
    tags.values().removeIf(number -> number == 0);
    return Collections.unmodifiableMap(tags);
  }

  /**
   * Opens a stored file. A store should override it to stream the file instead of reading it into
   * memory first.
   *
   * @param file the file
   * @return the bytes; at the end of the stream, reading throws {@link
   *     io.lifecycle4j.error.CorruptDataException} if they are not those that were stored
   * @throws io.lifecycle4j.error.NotFoundException if it is not stored
   */
  default InputStream open(StoredFile file) {
    return new ByteArrayInputStream(read(required(file, "file").blob()));
  }

  /**
   * Opens a part of a stored file. A part is not verified: only a read of the whole file is
   * verified against its hash.
   *
   * @param file the file
   * @param offset the first byte, from 0
   * @param length the number of bytes
   * @return exactly those bytes
   * @throws io.lifecycle4j.error.NotFoundException if it is not stored
   * @throws InvalidValueException if the part is not within the file
   */
  default InputStream open(StoredFile file, long offset, long length) {
    check(
        offset >= 0 && length >= 0 && length <= required(file, "file").size() - offset,
        "Invalid part of %s: %s bytes from %s (must lie within it)",
        file,
        length,
        offset);
    return new ByteArrayInputStream(read(file.blob()), (int) offset, (int) length);
  }

  /**
   * Returns the rows of a version, including the holdout.
   *
   * @param version the version
   * @return its rows; reading them throws {@link io.lifecycle4j.error.CorruptDataException} if a
   *     file is corrupt or lost
   * @throws io.lifecycle4j.error.PurgedDataException if the version was purged
   */
  default Rows rows(StoredVersion version) {
    required(version, "version").header().checkNotPurged("read " + version.header());
    DatasetManifest manifest = version.manifest();
    return rows(manifest.files(), manifest.format(), manifest.schema());
  }

  /**
   * Returns the rows of stored files, which need not be committed yet.
   *
   * @param files the files, already stored
   * @param format how they are read
   * @param schema the columns to read
   * @return the rows; reading them throws {@link io.lifecycle4j.error.CorruptDataException} if a
   *     file is corrupt or lost
   * @throws io.lifecycle4j.error.NotFoundException if the format is unknown
   * @throws io.lifecycle4j.error.InvalidValueException if the format does not support such columns
   */
  Rows rows(List<StoredFile> files, Format format, Schema schema);
}

package io.lifecycle4j.data.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.TagMove;
import io.lifecycle4j.error.InvalidValueException;
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
 * Keeps the versions of data sets. A backend implements it; users call {@link Datasets}.
 *
 * <p>Thread-safe; on shared storage also safe across processes. A version is immutable, and its
 * number is never used again.
 */
public interface DatasetStore {
  /**
   * Stores the bytes of a file, ahead of the commit that names it.
   *
   * @param file the file
   * @return its name, hash and length; durable
   * @throws io.lifecycle4j.error.InvalidDataException if the file cannot be read; nothing was
   *     stored
   */
  StoredFile put(NamedContent file);

  /**
   * Stores the bytes of many files, ahead of the commit that names them. A store that can do it at
   * once is far faster than one file after the other.
   *
   * @param files the files
   * @return their names, hashes and lengths, in order; durable
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
   * Takes many files ahead of the commit that names them, kept as the mode says.
   *
   * @param files the files
   * @param mode how they are kept
   * @return their names, hashes and lengths, in order; durable
   * @throws io.lifecycle4j.error.InvalidDataException if one cannot be read
   * @throws InvalidValueException if the store cannot keep them like that
   */
  default List<StoredFile> putAll(List<NamedContent> files, StorageMode.Mode mode) {
    Preconditions.check(
        mode == StorageMode.Mode.COPIED, "Invalid mode: %s (the store has COPIED only)", mode);
    return putAll(files);
  }

  /**
   * Reads a small document that was stored, a report for instance.
   *
   * @param document its hash
   * @return its bytes
   * @throws io.lifecycle4j.error.NotFoundException if it is not stored
   */
  byte[] read(BlobId document);

  /**
   * Commits the next version of a data set, all or nothing, durable on return. A manifest that the
   * newest version has already adds nothing, so that a commit of unknown outcome can be repeated.
   *
   * @param dataset the name of the data set; it is created with its first version
   * @param manifest everything to keep; its files are stored already
   * @param after the newest version, which the manifest was judged against; 0 for none
   * @return the version
   * @throws io.lifecycle4j.error.ConflictException if another version is the newest; nothing was
   *     committed
   * @throws io.lifecycle4j.error.NotFoundException if a file of the manifest is not stored
   */
  StoredVersion commit(String dataset, DatasetManifest manifest, int after);

  /**
   * Stores documents that a manifest names, its report for instance, and commits it. A store that
   * can do it at once should: by default each is put on its own.
   *
   * @param dataset the name of the data set
   * @param manifest what the version is made of
   * @param after the number of the newest version, 0 if there is none
   * @param documents what the manifest names by its hash
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
   * Lists the versions of a data set. No manifest is read: a data set may have thousands of
   * versions of thousands of files.
   *
   * @param dataset the name of the data set
   * @return the headers of the versions, oldest first; empty when there is no such data set
   */
  List<VersionHeader> versions(String dataset);

  /**
   * Reads the manifest of a version. It is asked for again and again: a store keeps those that it
   * read lately.
   *
   * @param version the version
   * @return everything that is kept of it
   * @throws io.lifecycle4j.error.CorruptDataException if it is damaged or not stored any more, or
   *     says other than the header
   */
  DatasetManifest manifest(VersionHeader version);

  /**
   * Finds the newest version of a data set, and reads its manifest.
   *
   * @param dataset the name of the data set
   * @return the version, or empty when there is no such data set
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
   * @param dataset the name of the data set
   * @param number the number of the version
   * @return the version, or empty when there is none
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
   * Lists the data sets.
   *
   * @return the names, sorted
   */
  List<String> datasets();

  /**
   * Lets a tag name a version of a data set, instead of the one that it named before. Says nothing
   * anew if it names that version already. A store that keeps no tags refuses.
   *
   * @param dataset the name of the data set
   * @param tag the name of the tag
   * @param number the number of the version, or 0 to let the tag name none
   * @param author who does it
   * @throws io.lifecycle4j.error.NotFoundException if there is no such version
   */
  default void tag(String dataset, String tag, int number, String author) {
    throw new InvalidValueException(
        "Cannot tag " + dataset + ":" + number + " as " + tag + ": this store keeps no tags");
  }

  /**
   * Lists what happened to the tags of a data set.
   *
   * @param dataset the name of the data set
   * @return the moves, oldest first; empty when there is no such data set
   */
  default List<TagMove> tagMoves(String dataset) {
    required(dataset, "data set");
    return List.of();
  }

  /**
   * Lists the tags of a data set. A store that has them at hand need not add up their moves.
   *
   * @param dataset the name of the data set
   * @return the number of the version by tag; without the tags that name none
   */
  default Map<String, Integer> tags(String dataset) {
    Map<String, Integer> tags = new TreeMap<>();
    tagMoves(dataset).forEach(move -> tags.put(move.tag(), move.to()));
    tags.values().removeIf(number -> number == 0);
    return Collections.unmodifiableMap(tags);
  }

  /**
   * Opens a stored file. A store that can do it opens it without reading the whole ahead.
   *
   * @param file the file
   * @return its bytes; reading the end throws {@link io.lifecycle4j.error.CorruptDataException} if
   *     they are not the stored ones
   * @throws io.lifecycle4j.error.NotFoundException if it is not stored
   */
  default InputStream open(StoredFile file) {
    return new ByteArrayInputStream(read(required(file, "file").blob()));
  }

  /**
   * Opens a part of a stored file, which is not verified against its hash: a whole read is.
   *
   * @param file the file
   * @param offset where to begin, from 0
   * @param length how many bytes
   * @return exactly those bytes
   * @throws io.lifecycle4j.error.NotFoundException if it is not stored
   * @throws InvalidValueException if the part does not lie within the file
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
   * Reads the rows of a version, the holdout included.
   *
   * @param version the version
   * @return its rows; reading them throws {@link io.lifecycle4j.error.CorruptDataException} if a
   *     file is damaged or not stored any more
   */
  default Rows rows(StoredVersion version) {
    DatasetManifest manifest = required(version, "version").manifest();
    return rows(manifest.files(), manifest.format(), manifest.schema());
  }

  /**
   * Reads stored files as rows, before they are committed for instance.
   *
   * @param files the files; stored already
   * @param format how they are read
   * @param schema the columns to read
   * @return the rows; reading them throws {@link io.lifecycle4j.error.CorruptDataException} if a
   *     file is damaged or not stored any more
   * @throws io.lifecycle4j.error.NotFoundException if the format is not known
   * @throws io.lifecycle4j.error.InvalidValueException if the format cannot give such columns
   */
  Rows rows(List<StoredFile> files, Format format, Schema schema);
}

package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.model.ModelManifestDocument;
import io.lifecycle4j.core.registry.VersionDocument.Part;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.ExportedVersion;
import io.lifecycle4j.registry.StressTested;
import io.lifecycle4j.registry.VersionChange;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file with an exported version: magic, length and bytes of the document, their hash, and the
 * blobs that the document lists. Nothing in it is used as a path. Immutable and thread-safe.
 */
final class VersionFile implements Engine.Files {
  private static final byte[] MAGIC = "L4JVERS1".getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD = MAGIC.length + Integer.BYTES;

  /** The longest document, and the longest manifest, in bytes. */
  private static final int MOST = 1 << 24;

  private final Path file;
  private final VersionDocument document;
  private final byte[] bytes;
  private final Map<BlobId, Place> places = new LinkedHashMap<>();
  private final ModelManifest manifest;

  /** Where a blob begins, and how long it is. */
  private record Place(long start, long size) {}

  /** Verifies all blobs. */
  private VersionFile(Path file, VersionDocument document, byte[] bytes) throws IOException {
    this.file = file;
    this.document = document;
    this.bytes = bytes;
    long start = (long) HEAD + bytes.length + BlobId.BYTES;
    long left = Files.size(file) - start;
    for (Part part : document.blobs()) {
      if (part.size() > left) {
        throw invalid(
            "it is cut off: blob %s is not whole (copy the file again)".formatted(part.blob()));
      }
      places.put(part.blob(), new Place(start, part.size()));
      start += part.size();
      left -= part.size();
    }
    if (left != 0) {
      throw invalid("%s bytes follow the last blob".formatted(left));
    }
    for (BlobId blob : places.keySet()) {
      copy(blob, OutputStream.nullOutputStream());
    }
    this.manifest = readManifest();
    manifest.artifact().files().forEach(this::place);
    changes(Evaluated.class)
        .forEach(each -> checkFigures(each, each.document(), EvaluationFiles.isOf(each, this)));
    changes(StressTested.class)
        .forEach(each -> checkFigures(each, each.document(), EvaluationFiles.isOf(each, this)));
  }

  /** Whoever changes an entry can compute all links and hashes again, but has not its document. */
  private void checkFigures(VersionChange entry, StoredFile document, boolean same) {
    if (!same) {
      throw invalid(
          "'%s' states other figures than its document %s".formatted(entry, document.blob()));
    }
  }

  /**
   * Writes a version.
   *
   * @param blobs those of the document, in its order
   * @return the number of bytes written
   */
  static long write(
      OutputStream out, VersionDocument document, Collection<StoredFile> blobs, Engine.Files files)
      throws IOException {
    byte[] bytes = RegistryForms.LINES.write(document);
    byte[] head = head(bytes.length);
    out.write(head);
    out.write(bytes);
    out.write(hash(head, bytes).bytes());
    long length = (long) HEAD + bytes.length + BlobId.BYTES;
    for (StoredFile blob : blobs) {
      try (InputStream in = files.open(blob)) {
        long count = in.transferTo(out);
        if (count != blob.size()) {
          throw new CorruptDataException(
              String.format(
                  "Corrupt %s: %s has %s bytes (must have %s)",
                  document.label(), blob.name(), count, blob.size()));
        }
        length += count;
      }
    }
    return length;
  }

  private static byte[] head(int length) {
    return ByteBuffer.allocate(HEAD).put(MAGIC).putInt(length).array();
  }

  private static BlobId hash(byte[] head, byte[] document) {
    MessageDigest digest = Hashing.sha256();
    digest.update(head);
    digest.update(document);
    return Hashing.id(digest);
  }

  /**
   * Reads and verifies a file.
   *
   * @throws InvalidDataException if it cannot be read, or is not what an export wrote
   */
  static VersionFile read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw invalid(file, Files.exists(file) ? "it is no file" : "no such file", null);
    }
    try {
      byte[] document = document(file);
      return new VersionFile(
          file,
          RegistryForms.LINES.read(document, VersionDocument.class, "what it consists of"),
          document);
    } catch (IOException e) {
      throw StoredFiles.unreadable(file.toString(), e);
    } catch (CorruptDataException | InvalidValueException e) { // corrupt, but not of this home
      throw invalid(file, e.getMessage(), e);
    }
  }

  private static byte[] document(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(HEAD);
      if (head.length < HEAD || !Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
        throw invalid(file, "it is no exported version", null);
      }
      int length = ByteBuffer.wrap(head).getInt(MAGIC.length);
      if (length < 0 || length > MOST) {
        throw invalid(file, "it is damaged", null);
      }
      byte[] document = in.readNBytes(length);
      byte[] hash = in.readNBytes(BlobId.BYTES);
      if (!Arrays.equals(hash, hash(head, document).bytes())) {
        throw invalid(file, "it is damaged or cut off (copy the file again)", null);
      }
      return document;
    }
  }

  private ModelManifest readManifest() throws IOException {
    BlobId id = document.manifest();
    if (place(id).size() > MOST) {
      throw invalid("its manifest has %s bytes (at most 2^24)".formatted(place(id).size()));
    }
    try (InputStream in = open(id)) {
      return ModelManifestDocument.read(in.readAllBytes(), "manifest " + id);
    }
  }

  private Place place(BlobId blob) {
    Place place = places.get(blob);
    if (place == null) {
      throw invalid("it does not contain blob " + blob);
    }
    return place;
  }

  private Place place(StoredFile stored) {
    Place place = place(stored.blob());
    if (place.size() != stored.size()) {
      throw invalid(
          "%s has %s bytes (must have %s)".formatted(stored.name(), place.size(), stored.size()));
    }
    return place;
  }

  /** Returns the hash of the list, which names every blob by its hash: that of the whole file. */
  BlobId whole() {
    return hash(head(bytes.length), bytes);
  }

  ExportedVersion exported() {
    return new ExportedVersion(
        document.head().home(), document.model(), document.number(), document.manifest(), whole());
  }

  VersionDocument document() {
    return document;
  }

  ModelManifest manifest() {
    return manifest;
  }

  /** Returns the bytes of the document; do not change them. */
  byte[] bytes() {
    return bytes;
  }

  /** Returns the blobs that are neither the manifest nor one of its files. */
  List<BlobId> others() {
    List<BlobId> others = new ArrayList<>(places.keySet());
    others.remove(document.manifest());
    manifest.artifact().files().forEach(stored -> others.remove(stored.blob()));
    return others;
  }

  /** Returns changes to the version whose files are all in the file, each once. */
  <C extends VersionChange> List<C> changes(Class<C> kind) {
    return document.changes(kind).stream()
        .filter(change -> places.keySet().containsAll(change.needs()))
        .distinct()
        .toList();
  }

  /** Returns a blob, whose bytes are verified each time they are written. */
  NamedContent content(String name, BlobId blob) {
    return new NamedContent(name, out -> copy(blob, out));
  }

  private void copy(BlobId blob, OutputStream out) throws IOException {
    try (InputStream in = open(blob)) {
      in.transferTo(out);
    }
  }

  @Override
  public InputStream open(StoredFile stored) {
    place(stored);
    try {
      return open(stored.blob());
    } catch (IOException e) {
      throw StoredFiles.unreadable(file.toString(), e);
    }
  }

  private InputStream open(BlobId blob) throws IOException {
    Place place = place(blob);
    InputStream in = Files.newInputStream(file);
    boolean opened = false;
    try {
      in.skipNBytes(place.start());
      opened = true;
    } finally {
      if (!opened) {
        in.close();
      }
    }
    return Hashing.judged(
        StoredFiles.part(
            in, place.size(), missing -> invalid("it is cut off (copy the file again)")),
        found -> {
          if (!found.equals(blob)) {
            throw invalid("blob %s has the hash %s".formatted(blob, found));
          }
        });
  }

  private InvalidDataException invalid(String problem) {
    return invalid(file, problem, null);
  }

  private static InvalidDataException invalid(
      Path file, @Nullable String problem, @Nullable Exception cause) {
    return new InvalidDataException("Cannot import " + file + ": " + problem, cause);
  }

  @Override
  public String toString() {
    return document.label() + " of " + file;
  }
}

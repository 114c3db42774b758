package io.lifecycle4j.core.data;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.DatasetManifest.Summary;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Stores manifests of dataset versions as blobs. */
record Manifests(BlobStore blobs) {
  /** The most files that are listed in the manifest itself. */
  private static final int FEW = 1_000;

  /** The blobs of a manifest with a description of each, the manifest last. */
  record Stored(BlobId id, Map<BlobId, String> needed) {}

  /** Stores a manifest and the documents that it names, durable on return. */
  Stored put(DatasetManifest manifest, List<Content> named) {
    List<Content> documents = new ArrayList<>(named);
    Map<BlobId, String> needed = new LinkedHashMap<>();
    Consumer<Encoded> add =
        folder -> {
          needed.putIfAbsent(folder.id(), "a folder");
          documents.add(out -> out.write(folder.bytes()));
        };
    boolean few = manifest.files().size() <= FEW || !FileTree.sorted(manifest.files());
    BlobId tree = few ? null : FileTree.encode(manifest.files(), add);
    List<StoredFile> inline = few ? manifest.files() : List.of();
    Encoded document = Encoded.wide(ManifestDocument.of(manifest, inline, tree));
    documents.add(out -> out.write(document.bytes()));
    manifest.report().ifPresent(report -> needed.put(report, "its report"));
    needed.put(document.id(), "its manifest");
    blobs.putAll(documents);
    return new Stored(document.id(), needed);
  }

  DatasetManifest read(BlobId id) {
    List<StoredFile> files = new ArrayList<>();
    ManifestDocument document = walk(id, files::add, node -> {});
    try {
      return document.manifest(files);
    } catch (InvalidValueException e) {
      throw new CorruptDataException("Cannot read manifest " + id + ": " + e.getMessage(), e);
    }
  }

  /**
   * Checks that the manifest and the journal agree.
   *
   * @param what the name of the version
   */
  static void checkSays(Summary manifest, Summary entry, String what) {
    if (!manifest.equals(entry)) {
      throw new CorruptDataException(
          String.format(
              "Cannot read %s: its manifest says %s (the journal says %s)", what, manifest, entry));
    }
  }

  /** Reads the files of a manifest, and the other blobs it needs. */
  ManifestDocument walk(BlobId id, Consumer<StoredFile> files, Consumer<BlobId> needed) {
    ManifestDocument document =
        DataForms.WIDE.read(blobs.read(id), ManifestDocument.class, "manifest " + id);
    document.files().forEach(files);
    if (document.report() != null) {
      needed.accept(document.report());
    }
    if (document.tree() != null) {
      new FileTree(blobs).walk(document.tree(), files, needed);
    }
    return document;
  }

  /**
   * A document in its stored form.
   *
   * @param id the hash of its bytes
   * @param bytes its JSON
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Encoded(BlobId id, byte[] bytes) {
    static Encoded of(Object document) {
      return of(DataForms.JSON.write(document));
    }

    /** Encodes a document that holds the profiles of many columns. */
    static Encoded wide(Object document) {
      return of(DataForms.WIDE.write(document));
    }

    private static Encoded of(byte[] bytes) {
      return new Encoded(Hashing.hash(bytes), bytes);
    }
  }
}

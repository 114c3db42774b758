package io.lifecycle4j.core.data.storage;

import static io.lifecycle4j.error.Preconditions.copy;

import io.lifecycle4j.core.storage.KnownFiles;
import io.lifecycle4j.core.storage.SeenFile;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.core.storage.TakenContent;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes files into a home, and reads only those that look other than the last time.
 *
 * @param kept where files are kept
 * @param known remembers what files looked like
 * @param clock the clock of the time when a file was read
 */
public record Intake(KeptFiles kept, KnownFiles known, InstantSource clock) {
  /** Stores files: copies with one commit, others one by one. Returns the stored files in order. */
  public List<StoredFile> putAll(List<NamedContent> files, StorageMode.Mode mode) {
    List<StoredFile> all = new ArrayList<>();
    if (mode == StorageMode.Mode.COPIED) {
      all.addAll(take(copy(files, "files"), new Copying(kept.blobs())));
    } else {
      Taking taking =
          mode == StorageMode.Mode.CHUNKED
              ? new Chunking(kept.blobs())
              : new Referring(kept.locations());
      copy(files, "files").forEach(file -> all.addAll(take(List.of(file), taking)));
    }
    return all;
  }

  private List<StoredFile> take(List<NamedContent> files, Taking taking) {
    Instant reading = clock.instant();
    if (known.isEmpty()) {
      return read(files, taking, reading);
    }
    List<@Nullable StoredFile> stored = find(files, taking);
    taking.forget(stored);
    List<NamedContent> unknown = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      if (stored.get(i) == null) {
        unknown.add(files.get(i));
      }
    }
    Iterator<StoredFile> read = read(unknown, taking, reading).iterator();
    List<StoredFile> all = new ArrayList<>();
    for (StoredFile there : stored) {
      all.add(there == null ? read.next() : there);
    }
    return all;
  }

  /** Returns the stored file for each file with unchanged attributes, null for others. */
  private List<@Nullable StoredFile> find(List<NamedContent> files, Taking taking) {
    List<@Nullable Path> paths = new ArrayList<>();
    files.forEach(file -> paths.add(file.content().file().orElse(null)));
    List<@Nullable SeenFile> seen = SeenFile.ofAll(paths);
    List<@Nullable StoredFile> stored = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      SeenFile now = seen.get(i);
      stored.add(now == null ? null : find(files.get(i), now, taking));
    }
    return stored;
  }

  private @Nullable StoredFile find(NamedContent file, SeenFile now, Taking taking) {
    return known.find(taking.as(now)).map(blob -> taking.again(file, now, blob)).orElse(null);
  }

  /** Reads files, and remembers those whose attributes did not change while they were read. */
  private List<StoredFile> read(List<NamedContent> files, Taking taking, Instant reading) {
    List<TakenContent> taken = new ArrayList<>();
    List<NamedContent> watched = new ArrayList<>();
    for (NamedContent file : files) {
      TakenContent content = TakenContent.of(file.content());
      taken.add(content);
      watched.add(new NamedContent(file.name(), content));
    }
    List<StoredFile> read = taking.read(watched);
    for (int i = 0; i < files.size(); i++) {
      SeenFile same = unchanged(taken.get(i), read.get(i));
      if (same != null) {
        known.remember(taking.as(same), taking.remembered(read.get(i)), reading);
      }
    }
    return read;
  }

  /**
   * Rejects a file that changed while it was read, since its parts may be of two versions. Returns
   * null if it is no file, or was deleted: what was read is consistent.
   */
  private static @Nullable SeenFile unchanged(TakenContent taken, StoredFile read) {
    SeenFile after = taken.after();
    if (taken.before() == null || after == null) {
      return null;
    }
    if (!after.equals(taken.before()) || after.size() != read.size()) {
      throw changed(read.name());
    }
    return after;
  }

  static InvalidDataException changed(String name) {
    return new InvalidDataException(
        "Cannot store " + name + ": it changed while it was read (try again)");
  }

  /** A way to store the bytes of files. */
  interface Taking {
    /** Returns the key that a file is remembered by; each way remembers something different. */
    default SeenFile as(SeenFile seen) {
      return seen;
    }

    default BlobId remembered(StoredFile file) {
      return file.blob();
    }

    /**
     * Returns the stored file for a file with unchanged attributes; null if the remembered blob is
     * of no use.
     */
    @Nullable StoredFile again(NamedContent file, SeenFile seen, BlobId remembered);

    /** Replaces files that are no longer stored by null. */
    default void forget(List<@Nullable StoredFile> known) {}

    /** Reads files, and stores what this way keeps of them. */
    List<StoredFile> read(List<NamedContent> files);
  }

  /** Keeps each file as a blob. */
  private record Copying(BlobStore blobs) implements Taking {
    @Override
    public StoredFile again(NamedContent file, SeenFile seen, BlobId remembered) {
      return new StoredFile(file.name(), remembered, seen.size());
    }

    @Override
    public void forget(List<@Nullable StoredFile> known) {
      List<BlobId> ids = known.stream().filter(Objects::nonNull).map(StoredFile::blob).toList();
      Set<BlobId> gone = ids.isEmpty() ? Set.of() : blobs.missing(ids);
      known.replaceAll(file -> file == null || gone.contains(file.blob()) ? null : file);
    }

    @Override
    public List<StoredFile> read(List<NamedContent> files) {
      return StoredFiles.putAll(blobs, files);
    }
  }

  /** Keeps each file in chunks. */
  private record Chunking(BlobStore blobs) implements Taking {
    @Override
    public SeenFile as(SeenFile seen) {
      return seen.as("chunks");
    }

    @Override
    public BlobId remembered(StoredFile file) {
      return ((StorageMode.Chunks) file.keeping()).list();
    }

    @Override
    public @Nullable StoredFile again(NamedContent file, SeenFile seen, BlobId remembered) {
      if (!blobs.missing(List.of(remembered)).isEmpty()) {
        return null;
      }
      ChunkList list = ChunkList.read(blobs, remembered);
      return blobs.missing(list.chunks()).isEmpty() ? stored(file, remembered, list) : null;
    }

    @Override
    public List<StoredFile> read(List<NamedContent> files) {
      return files.stream().map(this::read).toList();
    }

    private StoredFile read(NamedContent file) {
      Chunker chunker = new Chunker(blobs);
      try {
        file.content().writeTo(chunker);
      } catch (IOException e) {
        throw StoredFiles.unreadable(file.name(), e);
      }
      ChunkList list = chunker.finish();
      return stored(file, blobs.put(list.content()), list);
    }

    private static StoredFile stored(NamedContent file, BlobId id, ChunkList list) {
      return new StoredFile(file.name(), list.file(), list.size(), new StorageMode.Chunks(id));
    }
  }
}

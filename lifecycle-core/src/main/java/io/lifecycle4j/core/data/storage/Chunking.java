package io.lifecycle4j.core.data.storage;

import io.lifecycle4j.core.storage.SeenFile;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps each file in chunks. */
record Chunking(BlobStore blobs) implements Taking {
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

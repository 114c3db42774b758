package io.lifecycle4j.core.data.storage;

import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A file in chunks, whose list is read when the file is first opened. */
final class ChunkedFile implements KeptFile {
  private final StoredFile file;
  private final BlobId id;
  private final BlobStore blobs;
  private volatile @Nullable ChunkList list; // a race only reads it twice

  ChunkedFile(StoredFile file, BlobId list, BlobStore blobs) {
    this.file = file;
    this.id = list;
    this.blobs = blobs;
  }

  @Override
  public StoredFile file() {
    return file;
  }

  @Override
  public InputStream open() {
    return list().open(blobs, 0, file.size());
  }

  @Override
  public InputStream open(long offset, long length) {
    KeptFiles.checkPart(file, offset, length);
    return list().open(blobs, offset, length);
  }

  private ChunkList list() {
    ChunkList known = list;
    if (known == null) {
      known =
          NamedBlobs.read(
              "file " + file.name(), "its list of chunks", id, () -> ChunkList.read(blobs, id));
      requireSame(known);
      list = known;
    }
    return known;
  }

  private void requireSame(ChunkList found) {
    if (found.size() != file.size() || !found.file().equals(file.blob())) {
      throw new CorruptDataException(
          String.format(
              "Corrupt file %s: its chunks are %s bytes of %s (must be %s of %s)",
              file.name(), found.size(), found.file(), file.size(), file.blob()));
    }
  }
}

package io.lifecycle4j.core.data.storage;

import io.lifecycle4j.core.storage.SeenFile;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps each file as a blob. */
record Copying(BlobStore blobs) implements Taking {
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

package io.lifecycle4j.core.data.keeping;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.SeenFile;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Keeping;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.Locations.Stat;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps of each file its hash, and where it is. */
record Referring(Locations locations) implements Taking {
  @Override
  public BlobId remembered(StoredFile file) {
    return file.blob();
  }

  @Override
  public @Nullable StoredFile again(NamedContent file, SeenFile seen, BlobId remembered) {
    Instant modified = Instant.EPOCH.plusNanos(seen.modified());
    return LocalFiles.isLocal(location(file))
        ? stored(file, remembered, new Stat(LocalFiles.tag(modified), seen.size()))
        : null; // what is seen is another copy
  }

  @Override
  public void forget(List<@Nullable StoredFile> known) {
    // nothing is stored
  }

  @Override
  public List<StoredFile> read(List<NamedContent> files) {
    return files.stream().map(this::read).toList();
  }

  /**
   * Looks when the file was read. If it changed in between, its hash is not that of what is there
   * now, and whoever reads it, the snapshot first, is told.
   */
  private StoredFile read(NamedContent file) {
    URI location = location(file);
    MessageDigest digest = Hashing.sha256();
    try {
      file.content().writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return stored(file, Hashing.id(digest), locations.stat(location));
    } catch (IOException e) {
      throw StoredFiles.unreadable(file.name(), e);
    }
  }

  private static URI location(NamedContent file) {
    check(
        file.content().location().isPresent(),
        "Cannot keep %s by reference: it has no location (must be a file, or Content.at)",
        file.name());
    return file.content().location().get();
  }

  private static StoredFile stored(NamedContent file, BlobId hash, Stat stat) {
    return new StoredFile(
        file.name(), hash, stat.size(), new Keeping.Reference(location(file), stat.tag()));
  }
}

package io.lifecycle4j.core.data.storage;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.data.storage.Intake.Taking;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.SeenFile;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.core.storage.TakenContent;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.Locations.Stat;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps only the hash and the location of each file. */
record Referring(Locations locations) implements Taking {
  @Override
  public @Nullable StoredFile again(NamedContent file, SeenFile seen, BlobId remembered) {
    Instant modified = Instant.EPOCH.plusNanos(seen.modified());
    return LocalFiles.isLocal(location(file))
        ? stored(file, remembered, new Stat(LocalFiles.tag(modified), seen.size()))
        : null; // the seen file is another copy
  }

  @Override
  public List<StoredFile> read(List<NamedContent> files) {
    return files.stream().map(this::read).toList();
  }

  /**
   * Reads the attributes before and after the file, through the locations that will open it later:
   * otherwise the hash might be of other bytes than the tag.
   */
  private StoredFile read(NamedContent file) {
    URI location = location(file);
    TakenContent content = TakenContent.of(file.content());
    MessageDigest digest = Hashing.sha256();
    try {
      Stat before = find(location);
      content.writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      Stat after = locations.stat(location);
      if (!after.equals(before) || after.size() != content.size()) {
        throw Intake.changed(file.name());
      }
      return stored(file, Hashing.id(digest), after);
    } catch (IOException e) {
      throw StoredFiles.unreadable(file.name(), e);
    }
  }

  /** Returns null if the location has no attributes; reading then reports why. */
  private @Nullable Stat find(URI location) {
    try {
      return locations.stat(location);
    } catch (IOException e) {
      return null;
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
        file.name(), hash, stat.size(), new StorageMode.Reference(location(file), stat.tag()));
  }
}

package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.storage.file.Directory;
import io.lifecycle4j.core.storage.file.RegularFile;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Blobs with a file of their own, under the hash of its bytes. */
final class LooseBlobs {
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

  private final Path directory;

  LooseBlobs(Path directory) {
    this.directory = directory;
  }

  Path path(BlobId id) {
    return room(id).resolve(id.sha256());
  }

  Path room(BlobId id) {
    return directory.resolve(id.sha256().substring(0, 2));
  }

  @Nullable BlobPlace find(BlobId id) throws IOException {
    Path path = path(id);
    if (!Directory.exists(room(id))) {
      return null;
    }
    try {
      return new BlobPlace(path, 0, RegularFile.attributes(path).size());
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Returns the names of the existing directories, one for each first byte. */
  Set<String> rooms() throws IOException {
    return new HashSet<>(Directory.namesIfAny(directory)); // may be missing in a read-only copy
  }

  /** Returns the directory name for a first byte. */
  static String room(int first) {
    return HexFormat.of().toHexDigits((byte) first);
  }

  List<BlobId> list(String room) throws IOException {
    Path path = directory.resolve(room);
    if (!Directory.exists(path)) {
      return List.of();
    }
    return Directory.names(path).stream()
        .filter(name -> name.startsWith(room) && NAME.matcher(name).matches())
        .map(BlobId::new)
        .toList();
  }
}

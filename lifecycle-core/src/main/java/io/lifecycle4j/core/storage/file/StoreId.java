package io.lifecycle4j.core.storage.file;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ReadOnlyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** The file that names the blobs of a directory once they are the cold store of homes. */
public final class StoreId {
  /** The name of the file. */
  public static final String FILE = "cold.json";

  private static final int FORMAT = 1;
  private static final long MAX_FILE = 4_096;

  private final Path file;

  /**
   * Looks at a directory.
   *
   * @param home the home whose blobs they are
   */
  public StoreId(Home home) {
    this.file = home.resolve(FILE);
  }

  /**
   * What the file says.
   *
   * @param format the number of its format
   * @param id names the blobs for ever
   */
  private record Content(int format, UUID id) {}

  /**
   * Reads the id.
   *
   * @return the id, or empty if there is none
   * @throws CorruptDataException if the file is damaged
   */
  public Optional<UUID> read() throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_FILE) {
      throw new CorruptDataException("Cannot read " + file + ": it is not a file of at most 4 KiB");
    }
    byte[] bytes = Files.readAllBytes(file);
    if (!SealedJson.isSealed(bytes, file.toString())) {
      throw new CorruptDataException("Cannot read " + file + ": it has no checksum");
    }
    Content content = Json.read(bytes, Content.class, file.toString());
    if (content.format() != FORMAT) {
      throw new ReadOnlyException(
          "Cannot read "
              + file
              + ": format "
              + content.format()
              + " (written by a newer version of Lifecycle4j)");
    }
    return Optional.of(required(content.id(), "id of " + file));
  }

  /**
   * Writes a new id, unless there is one; durable on return.
   *
   * @return the id that is there
   */
  public UUID give() throws IOException {
    if (read().isPresent()) {
      Durable.forceDirectory(Durable.parent(file)); // who gave it may have died before that
    } else {
      Durable.publishNew(file, SealedJson.write(new Content(FORMAT, Ids.token())));
    }
    return read()
        .orElseThrow(() -> new CorruptDataException("Cannot read " + file + ": it is lost"));
  }
}

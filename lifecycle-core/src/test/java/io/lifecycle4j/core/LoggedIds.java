package io.lifecycle4j.core;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The ids of all predictions in the logs of a home, as docs/FORMAT.md says they lie there. */
final class LoggedIds {
  private static final String PREFIX = "predictions-";

  private LoggedIds() {}

  static Set<String> read(URI home) {
    Set<String> ids = new HashSet<>();
    try (Medium medium = Media.existing(Path.of(home))) {
      for (String journal : medium.journals().names()) {
        if (journal.startsWith(PREFIX)) {
          for (JournalEntry entry : medium.journals().read(journal, 2)) {
            read(journal.substring(PREFIX.length()), ByteBuffer.wrap(entry.payload()), ids);
          }
        }
      }
    }
    return ids;
  }

  private static void read(String session, ByteBuffer bytes, Set<String> ids) {
    bytes.get(); // the format
    while (bytes.hasRemaining()) {
      int size = bytes.getInt();
      ids.add(session + "-" + bytes.getLong(bytes.position()));
      bytes.position(bytes.position() + size);
    }
  }
}

package io.lifecycle4j.core.data.keeping;

import io.lifecycle4j.core.storage.KnownFiles.Seen;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.Locations.Located;
import io.lifecycle4j.storage.NamedContent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a source looks like from outside.
 *
 * @param seen its file, null if it is none of this machine
 * @param tag what changes with it
 * @param size its length in bytes
 */
record LookedFile(@Nullable Seen seen, String tag, long size) {
  /** Looks at a source, empty if there is nothing to look at. */
  static Optional<LookedFile> at(NamedContent file, Locations locations) throws IOException {
    Optional<Path> path = file.content().file();
    if (path.isPresent()) {
      Seen seen = Seen.of(path.get());
      Instant modified = Instant.EPOCH.plusNanos(seen.modified());
      return Optional.of(new LookedFile(seen, LocalFiles.tag(modified), seen.size()));
    }
    if (file.content().location().isEmpty()) {
      return Optional.empty();
    }
    Located now = locations.open(file.content().location().get());
    now.bytes().close();
    return Optional.of(new LookedFile(null, now.tag(), now.size()));
  }
}

package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The clock of the file system, which is one for all processes that share a home.
 *
 * <p>Files get their times from the clock of the process, which is finer. So that one counts too,
 * unless a file that was made just now says that it is wrong.
 */
final class StorageClock {
  /** A file system may count in whole seconds, or two. */
  private static final Duration APART = Duration.ofSeconds(5);

  private final InstantSource process;
  private final Workspace workspace;

  StorageClock(InstantSource process, Workspace workspace) {
    this.process = process;
    this.workspace = workspace;
  }

  Instant now() throws IOException {
    try (Workspace.Drafts drafts = workspace.drafts()) {
      Path file = drafts.next();
      Durable.create(file).close();
      Instant made = Files.getLastModifiedTime(file).toInstant();
      Instant here = process.instant();
      return Duration.between(made, here).abs().compareTo(APART) <= 0 ? here : made;
    }
  }
}

package io.lifecycle4j.core.data.keeping;

import static io.lifecycle4j.error.InvalidValueException.copy;

import io.lifecycle4j.core.storage.KnownFiles;
import io.lifecycle4j.core.storage.KnownFiles.Seen;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes files into a home, and reads only those that look other than the last time. */
public final class Intake {
  private final BlobStore blobs;
  private final KnownFiles known;
  private final InstantSource clock;

  /**
   * Creates an intake.
   *
   * @param blobs keeps the files
   * @param known remembers what files looked like
   * @param clock tells when a file was read
   */
  public Intake(BlobStore blobs, KnownFiles known, InstantSource clock) {
    this.blobs = blobs;
    this.known = known;
    this.clock = clock;
  }

  /**
   * Takes files, each as a blob.
   *
   * @param files the files
   * @return what is stored of each, in order
   */
  public List<StoredFile> putAll(List<NamedContent> files) {
    Instant reading = clock.instant();
    List<@Nullable Seen> seen = new ArrayList<>();
    List<@Nullable StoredFile> stored = new ArrayList<>();
    List<NamedContent> unknown = new ArrayList<>();
    for (NamedContent file : copy(files, "files")) {
      Seen now = file.content().file().map(Intake::look).orElse(null);
      seen.add(now);
      stored.add(now == null ? null : find(file.name(), now));
    }
    forget(stored);
    for (int i = 0; i < stored.size(); i++) {
      if (stored.get(i) == null) {
        unknown.add(files.get(i));
      }
    }
    List<StoredFile> read = StoredFiles.putAll(blobs, unknown);
    List<StoredFile> all = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < files.size(); i++) {
      StoredFile there = stored.get(i);
      if (there == null) {
        there = read.get(next++);
        check(files.get(i), seen.get(i), there, reading);
      }
      all.add(there);
    }
    known.save();
    return all;
  }

  private @Nullable StoredFile find(String name, Seen now) {
    return known.find(now).map(blob -> new StoredFile(name, blob, now.size())).orElse(null);
  }

  /** Takes out what is known, but no longer stored. */
  private void forget(List<@Nullable StoredFile> known) {
    List<BlobId> ids = known.stream().filter(Objects::nonNull).map(StoredFile::blob).toList();
    Set<BlobId> gone = ids.isEmpty() ? Set.of() : blobs.missing(ids);
    known.replaceAll(file -> file == null || gone.contains(file.blob()) ? null : file);
  }

  /** Refuses a file that changed while it was read: its parts may be of two times. */
  private void check(NamedContent file, @Nullable Seen before, StoredFile read, Instant reading) {
    Seen after = file.content().file().map(Intake::look).orElse(null);
    if (before == null || after == null) {
      return; // no file, or one that has gone: what was read is whole
    }
    if (!before.equals(after) || after.size() != read.size()) {
      throw new InvalidDataException(
          "Cannot store " + file.name() + ": it changed while it was read (try again)");
    }
    known.remember(after, read.blob(), reading);
  }

  /** Returns null if there is nothing to look at; who reads it says why. */
  private static @Nullable Seen look(Path file) {
    try {
      return Seen.of(file);
    } catch (IOException e) {
      return null;
    }
  }
}

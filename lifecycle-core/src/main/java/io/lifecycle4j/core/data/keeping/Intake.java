package io.lifecycle4j.core.data.keeping;

import static io.lifecycle4j.error.InvalidValueException.copy;

import io.lifecycle4j.core.storage.KnownFiles;
import io.lifecycle4j.core.storage.KnownFiles.Seen;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.Keeping;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes files into a home, and reads only those that look other than the last time. */
public final class Intake {
  private final KeptFiles kept;
  private final KnownFiles known;
  private final InstantSource clock;

  /**
   * Creates an intake.
   *
   * @param kept where files are kept
   * @param known remembers what files looked like
   * @param clock tells when a file was read
   */
  public Intake(KeptFiles kept, KnownFiles known, InstantSource clock) {
    this.kept = kept;
    this.known = known;
    this.clock = clock;
  }

  /**
   * Takes files: copies with one commit, all else one after the other.
   *
   * @param files the files
   * @param mode how they are kept
   * @return what is stored of each, in order
   */
  public List<StoredFile> putAll(List<NamedContent> files, Keeping.Mode mode) {
    List<StoredFile> all = new ArrayList<>();
    if (mode == Keeping.Mode.COPIED) {
      all.addAll(take(copy(files, "files"), new Copying(kept.blobs())));
    } else {
      Taking taking =
          mode == Keeping.Mode.CHUNKED
              ? new Chunking(kept.blobs())
              : new Referring(kept.locations());
      copy(files, "files").forEach(file -> all.addAll(take(List.of(file), taking)));
    }
    known.save();
    return all;
  }

  private List<StoredFile> take(List<NamedContent> files, Taking taking) {
    Instant reading = clock.instant();
    List<@Nullable Seen> seen = new ArrayList<>();
    List<@Nullable StoredFile> stored = new ArrayList<>();
    List<NamedContent> unknown = new ArrayList<>();
    for (NamedContent file : files) {
      Seen now = file.content().file().map(Intake::look).orElse(null);
      seen.add(now);
      stored.add(now == null ? null : find(file, now, taking));
    }
    taking.forget(stored);
    for (int i = 0; i < stored.size(); i++) {
      if (stored.get(i) == null) {
        unknown.add(files.get(i));
      }
    }
    List<StoredFile> read = taking.read(unknown);
    List<StoredFile> all = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < files.size(); i++) {
      StoredFile there = stored.get(i);
      if (there == null) {
        there = read.get(next++);
        Seen same = unchanged(files.get(i), seen.get(i), there);
        if (same != null) {
          known.remember(taking.as(same), taking.remembered(there), reading);
        }
      }
      all.add(there);
    }
    return all;
  }

  private @Nullable StoredFile find(NamedContent file, Seen now, Taking taking) {
    return known.find(taking.as(now)).map(blob -> taking.again(file, now, blob)).orElse(null);
  }

  /**
   * Refuses a file that changed while it was read: its parts may be of two times. Returns null for
   * what is no file, or one that has gone: what was read is whole.
   */
  private static @Nullable Seen unchanged(
      NamedContent file, @Nullable Seen before, StoredFile read) {
    Seen after = file.content().file().map(Intake::look).orElse(null);
    if (before == null || after == null) {
      return null;
    }
    if (!before.equals(after) || after.size() != read.size()) {
      throw new InvalidDataException(
          "Cannot store " + file.name() + ": it changed while it was read (try again)");
    }
    return after;
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

package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.storage.file.Directory;
import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.FileLocks;
import io.lifecycle4j.core.storage.file.RegularFile;
import io.lifecycle4j.core.storage.file.Workspace;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.QuarantinedBlob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The quarantined blobs: files named by the hash and the time of quarantine.
 *
 * <p>A blob that was quarantined twice may have two files; the later one counts. A blob may be both
 * stored and quarantined, after another put or a crash.
 */
final class Quarantine {
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})\\.(-?\\d{1,17})\\.(\\d{9})");

  private final BlobRooms rooms;
  private final Workspace workspace;

  Quarantine(BlobRooms rooms, Workspace workspace) {
    this.rooms = rooms;
    this.workspace = workspace;
  }

  private record Aside(BlobId id, Instant since, Path file) {}

  /** Returns the file name of a quarantined blob. */
  static Path path(Path directory, BlobId id, Instant since) {
    return directory.resolve(
        String.format(
            java.util.Locale.ROOT, "%s.%d.%09d", id, since.getEpochSecond(), since.getNano()));
  }

  List<QuarantinedBlob> list() throws IOException {
    List<QuarantinedBlob> result = new ArrayList<>();
    for (List<Aside> files : files().values()) {
      Aside last = files.get(files.size() - 1);
      try {
        result.add(
            new QuarantinedBlob(
                last.id(), RegularFile.attributes(last.file()).size(), last.since()));
      } catch (NoSuchFileException e) {
        // restored or purged after it was listed
      }
    }
    return result;
  }

  /** Returns all files by the name of the blob, each in the order of time. */
  private SortedMap<String, List<Aside>> files() throws IOException {
    SortedMap<String, List<Aside>> files = new TreeMap<>();
    for (String entry : Directory.namesIfAny(rooms.quarantine())) {
      Matcher name = NAME.matcher(entry);
      if (name.matches()) {
        Aside file =
            new Aside(new BlobId(name.group(1)), since(name), rooms.quarantine().resolve(entry));
        files.computeIfAbsent(name.group(1), id -> new ArrayList<>()).add(file);
      }
    }
    files.values().forEach(all -> all.sort(Comparator.comparing(Aside::since)));
    return files;
  }

  private static Instant since(Matcher name) {
    try {
      return Instant.ofEpochSecond(Long.parseLong(name.group(2)), Integer.parseInt(name.group(3)));
    } catch (DateTimeException e) {
      return Instant.MAX; // a name that no library wrote: never purged
    }
  }

  /**
   * Stores a blob again; until the last step it is both stored and quarantined. Verifies it before
   * taking the lock, since that may take long; verifies another file if that counts by then.
   */
  void restore(BlobId id) throws IOException {
    try (Workspace.Drafts drafts = workspace.drafts()) {
      rooms.open(rooms.loose().room(id));
      while (true) {
        Path file = last(files(id));
        if (isGood(id, file) && restore(id, file, drafts.next())) {
          return;
        }
      }
    }
  }

  /** Restores from a file; returns false if another file counts by now. */
  private boolean restore(BlobId id, Path file, Path draft) throws IOException {
    FileLocks.Held lock = rooms.lock();
    try (lock) {
      List<Aside> files = files(id);
      if (!last(files).equals(file)) {
        return false;
      }
      Files.createLink(draft, file);
      BlobRooms.renew(draft, rooms.now());
      Durable.move(draft, rooms.loose().path(id));
      rooms.force(rooms.loose().room(id));
      delete(files);
      return true;
    }
  }

  private List<Aside> files(BlobId id) throws IOException {
    List<Aside> files = files().getOrDefault(id.sha256(), List.of());
    if (files.isEmpty()) {
      throw new NotFoundException("Blob is not in quarantine: " + id);
    }
    return files;
  }

  private static Path last(List<Aside> files) {
    return files.get(files.size() - 1).file();
  }

  /**
   * Verifies a file; returns false if it no longer exists.
   *
   * @throws io.lifecycle4j.error.CorruptDataException if its bytes are not those of the blob
   */
  private static boolean isGood(BlobId id, Path file) throws IOException {
    try {
      new BlobPlace(file, 0, RegularFile.attributes(file).size()).verify(id);
      return true;
    } catch (NoSuchFileException e) {
      return false; // restored or purged in the meantime
    }
  }

  /** Deletes blobs quarantined before a time, and not again since; what was deleted stays so. */
  List<BlobId> purge(Instant before, Predicate<BlobId> which) throws IOException {
    List<BlobId> gone = new ArrayList<>();
    List<Aside> old = new ArrayList<>();
    FileLocks.Held lock = rooms.lock();
    try (lock) {
      for (List<Aside> files : files().values()) {
        Aside last = files.get(files.size() - 1);
        if (last.since().isBefore(before) && which.test(last.id())) {
          old.addAll(files);
          gone.add(last.id());
        }
      }
      if (old.isEmpty()) {
        rooms.settle(rooms.quarantine()); // who deleted them may have failed to force that
      } else {
        delete(old);
      }
    }
    return gone;
  }

  private void delete(List<Aside> files) throws IOException {
    for (Aside file : files) {
      Files.deleteIfExists(file.file());
    }
    rooms.force(rooms.quarantine());
  }
}

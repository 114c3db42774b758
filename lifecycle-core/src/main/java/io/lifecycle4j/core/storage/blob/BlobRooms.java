package io.lifecycle4j.core.storage.blob;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.file.Directory;
import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.FileLocks;
import io.lifecycle4j.core.storage.file.RegularFile;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The directories of blobs.
 *
 * <p>Names of blobs are created and deleted under one lock, which is held briefly, so that a blob
 * that a put found stored is still stored, and marked as put, when the put returns. Readers take no
 * lock.
 */
final class BlobRooms {
  private final LooseBlobs loose;
  private final Packs packs;
  private final Path quarantine;
  private final InstantSource clock;
  private final boolean writable;

  private volatile @Nullable IOException failure;

  /** Directories whose names are known to be on the device. */
  private final Set<Path> opened = ConcurrentHashMap.newKeySet();

  /** The modification times of directories whose names are all on the device. */
  private final Map<Path, Instant> settled = new ConcurrentHashMap<>();

  BlobRooms(Path home, InstantSource clock, boolean writable) {
    this.loose = new LooseBlobs(home.resolve("blobs"));
    this.packs = new Packs(home.resolve("packs"), clock);
    this.quarantine = home.resolve("quarantine");
    this.clock = clock;
    this.writable = writable;
  }

  LooseBlobs loose() {
    return loose;
  }

  Packs packs() {
    return packs;
  }

  Path quarantine() {
    return quarantine;
  }

  /**
   * Creates a directory, durably, unless it is known to exist.
   *
   * @throws io.lifecycle4j.error.CorruptDataException if something else has this name
   */
  void open(Path directory) throws IOException {
    if (!Directory.exists(directory) || !opened.contains(directory)) {
      Durable.makeDirectory(directory);
      force(Durable.parent(directory));
      opened.add(directory);
    }
  }

  /**
   * Fsyncs the names of a directory. If that fails, all later writes are rejected: the kernel
   * reports it once, and an existing name may be lost in a power cut.
   */
  void force(Path directory) throws IOException {
    try {
      Durable.forceDirectory(directory);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /** Deletes files, durably. */
  void delete(Collection<Path> files) throws IOException {
    Set<Path> directories = new HashSet<>();
    for (Path file : files) {
      Files.delete(file);
      directories.add(Durable.parent(file));
    }
    for (Path directory : directories) {
      force(directory);
    }
  }

  /** Throws if an fsync failed. */
  void checkUsable() {
    IOException before = failure;
    if (before != null) {
      throw new StorageFailedException(
          "Cannot write blobs: an earlier force failed (reopen the home)", before);
    }
  }

  /** Acquires the lock under which names change. */
  FileLocks.Held lock() throws IOException {
    open(quarantine);
    return FileLocks.acquire(quarantine.resolve("lock"));
  }

  /** Finds a blob. A loose file comes first: it may repair a corrupt copy in a pack. */
  @Nullable BlobPlace find(BlobId id) throws IOException {
    BlobPlace place = loose.find(id);
    return place == null ? packs.find(id) : place;
  }

  /**
   * Returns the blobs that are not stored; lists the packs only once. Fsyncs the names of the
   * stored ones, since the caller relies on them.
   */
  Set<BlobId> missing(Collection<BlobId> ids) throws IOException {
    packs.refresh();
    Set<BlobId> missing = new HashSet<>();
    Set<Path> found = new HashSet<>();
    for (BlobId id : ids) {
      if (packs.known(required(id, "blob id")) != null) {
        found.add(packs.directory());
        continue;
      }
      BlobPlace place = find(id);
      if (place == null) {
        missing.add(id);
      } else {
        found.add(Durable.parent(place.file()));
      }
    }
    for (Path directory : found) {
      settle(directory);
    }
    return missing;
  }

  /**
   * Fsyncs the names of a directory unless they are on the device: who wrote or deleted them may
   * have died or failed before. A read-only home commits nothing that relies on them.
   */
  void settle(Path directory) throws IOException {
    if (!writable) {
      return;
    }
    Instant now = clock.instant();
    Instant changed = Files.getLastModifiedTime(directory).toInstant();
    if (!changed.equals(settled.get(directory))) {
      force(directory);
      if (changed.isBefore(now.minus(Packs.TICK))) { // later changes have another time
        settled.put(directory, changed);
      }
    }
  }

  /** Returns all known places of a blob: the same bytes, unless one is corrupt. */
  List<BlobPlace> places(BlobId id) throws IOException {
    List<BlobPlace> places = packs.places(id);
    BlobPlace own = loose.find(id);
    if (own != null) {
      places.add(own);
    }
    return places;
  }

  /** Returns when a blob was last put; null if it is not stored. */
  @Nullable Instant lastPut(BlobId id) throws IOException {
    Instant last = null;
    BlobPlace own = loose.find(id);
    if (own != null) {
      last = changed(own.file());
    }
    for (PackIndex pack : packs.all()) {
      Instant put = pack.find(id) == null ? null : changed(pack.file());
      last = last == null || (put != null && put.isAfter(last)) ? put : last;
    }
    return last;
  }

  static @Nullable Instant changed(Path file) throws IOException {
    try {
      return RegularFile.attributes(file).lastModifiedTime().toInstant();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  FileTime now() {
    return FileTime.from(clock.instant());
  }

  /**
   * Marks the blobs of a file as put now, or when it was written, if the clock lags behind that.
   */
  static void renew(Path file, FileTime now) throws IOException {
    FileTime written = RegularFile.attributes(file).lastModifiedTime();
    touch(file, written.compareTo(now) > 0 ? written : now);
  }

  /** Sets when the blobs of a file were put. */
  static void touch(Path file, FileTime time) throws IOException {
    RegularFile.attributes(file);
    Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(time, null, null);
  }
}

package io.lifecycle4j.core.storage.blob;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.Home;
import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.core.storage.file.Workspace;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.BlobMaintenance;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.StoredBlob;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Blobs as files: one per blob, named by the hash of its bytes, or packs of many small ones. */
public final class FileBlobStore implements BlobStore, AutoCloseable {
  /** A block of the device, which a full one does not have. */
  private static final int PROBE_BYTES = 4_096;

  private final Home home;
  private final BlobRooms rooms;
  private final Workspace workspace;
  private final FileBlobMaintenance maintenance;

  /** Opens the blobs of a home, and deletes leftovers of dead writers, unless it is read-only. */
  public FileBlobStore(Home home, InstantSource clock) {
    this.home = home;
    this.rooms = new BlobRooms(home.directory(), clock, home.isWritable());
    this.workspace = new Workspace(home.resolve("tmp"));
    this.maintenance = new FileBlobMaintenance(this, home, rooms, workspace, clock);
    if (home.isWritable()) {
      workspace.sweep();
    }
  }

  @Override
  public URI location() {
    return home.directory().toUri();
  }

  @Override
  public UUID id() {
    return home.store();
  }

  @Override
  public BlobId put(Content content) {
    return store(List.of(required(content, "content")), false).get(0);
  }

  @Override
  public List<BlobId> putAll(List<? extends Content> contents) {
    List<Content> all = new ArrayList<>();
    for (Content content : required(contents, "contents")) {
      all.add(FileBytes.of(required(content, "content")));
    }
    return store(all, true);
  }

  private List<BlobId> store(List<Content> contents, boolean packing) {
    checkWritable();
    if (contents.isEmpty()) {
      return List.of();
    }
    try {
      while (true) {
        try (BlobCommit commit = new BlobCommit(rooms, workspace.drafts(), packing)) {
          if (packing) {
            commit.addAll(contents);
          } else {
            commit.add(contents.get(0));
          }
          if (commit.publish()) {
            if (!commit.damaged().isEmpty()) {
              new PackMerge(rooms, workspace).mend(commit.damaged());
            }
            return List.copyOf(commit.ids());
          }
        }
      }
    } catch (IOException e) {
      workspace.checkOpen(); // closing deletes unfinished files
      throw StorageErrors.failed("store a blob in", home.directory(), e);
    }
  }

  /** Throws unless a file can be written and forced now; leaves nothing. */
  public void tryToWrite() {
    checkWritable();
    try (Workspace.Drafts drafts = workspace.drafts();
        FileChannel file = Durable.create(drafts.next())) {
      Durable.writeFully(file, ByteBuffer.wrap(new byte[PROBE_BYTES]), 0);
      file.force(true);
    } catch (IOException e) {
      workspace.checkOpen(); // closing deletes unfinished files
      throw StorageErrors.failed("write", home.directory(), e);
    }
  }

  private void checkWritable() {
    workspace.checkOpen();
    home.checkWritable();
    rooms.checkUsable();
  }

  /** An operation at the place of a blob. */
  @FunctionalInterface
  interface Reading<T> {
    T at(BlobPlace place) throws IOException;
  }

  <T> T at(BlobId id, Reading<T> reading) {
    required(id, "blob id");
    while (true) {
      BlobPlace place = null;
      try {
        place = rooms.find(id);
        if (place == null) {
          throw new NotFoundException("Blob does not exist: " + id);
        }
        return readAt(id, place, reading);
      } catch (NoSuchFileException e) {
        lookAgain(); // it was moved after it was found
      } catch (IOException e) {
        throw failedToRead(place == null ? rooms.loose().path(id) : place.file(), e);
      }
    }
  }

  /** Reads at a place; if the blob is corrupt there, at another place where it is intact. */
  private <T> T readAt(BlobId id, BlobPlace first, Reading<T> reading) throws IOException {
    try {
      return reading.at(first);
    } catch (CorruptDataException damage) {
      rooms.packs().refresh();
      for (BlobPlace place : rooms.places(id)) {
        try {
          if (!place.equals(first)) {
            return reading.at(place);
          }
        } catch (CorruptDataException | NoSuchFileException e) {
          damage.addSuppressed(e);
        }
      }
      throw damage;
    }
  }

  private void lookAgain() {
    try {
      rooms.packs().refresh();
    } catch (IOException e) {
      throw failedToRead(rooms.packs().directory(), e);
    }
  }

  static RuntimeException failedToRead(Path file, IOException e) {
    return StorageErrors.failed("read", file, e);
  }

  @Override
  public InputStream open(BlobId id) {
    return at(
        id,
        place -> {
          if (rooms.places(id).size() > 1) {
            place.verify(id); // after the first byte it is too late to use another copy
          }
          return place.open(id);
        });
  }

  @Override
  public InputStream open(BlobId id, long offset, long length) {
    return at(
        id,
        place -> {
          BlobStore.checkPart(id, offset, length, place.length());
          return place.open(offset, length);
        });
  }

  @Override
  public byte[] read(BlobId id) {
    return at(id, place -> place.read(id));
  }

  @Override
  public long size(BlobId id) {
    return at(id, BlobPlace::length);
  }

  @Override
  public Optional<StoredBlob> find(BlobId id) {
    required(id, "blob id");
    try {
      Instant last = rooms.lastPut(id);
      return last == null ? Optional.empty() : Optional.of(new StoredBlob(id, size(id), last));
    } catch (NotFoundException e) {
      return Optional.empty(); // it was quarantined in the meantime
    } catch (IOException e) {
      throw failedToRead(rooms.loose().path(id), e);
    }
  }

  @Override
  public boolean contains(BlobId id) {
    try {
      return rooms.find(required(id, "blob id")) != null;
    } catch (IOException e) {
      throw failedToRead(rooms.loose().path(id), e);
    }
  }

  /** Commits rely on the result: after a failed fsync, stored blobs may be lost. */
  @Override
  public Set<BlobId> missing(Collection<BlobId> ids) {
    rooms.checkUsable();
    return StorageErrors.call(
        "look for blobs in", home.directory(), () -> rooms.missing(required(ids, "blob ids")));
  }

  @Override
  public void list(Consumer<StoredBlob> action) {
    required(action, "action");
    Path directory = rooms.packs().directory();
    try {
      BlobListing listing = new BlobListing(rooms);
      directory = home.resolve("blobs");
      for (int room = 0; room < BlobListing.ROOMS; room++) {
        listing.room(room).forEach(action);
      }
    } catch (IOException e) {
      throw StorageErrors.failed("list", directory, e);
    }
  }

  <T> T change(String doing, StorageErrors.Work<T> change) {
    checkWritable();
    return StorageErrors.call(doing, home.directory(), change);
  }

  @Override
  public BlobMaintenance maintenance() {
    return maintenance;
  }

  @Override
  public void close() {
    workspace.close();
  }
}

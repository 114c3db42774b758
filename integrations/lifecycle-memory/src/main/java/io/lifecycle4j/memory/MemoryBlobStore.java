package io.lifecycle4j.memory;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.BlobMaintenance;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.QuarantinedBlob;
import io.lifecycle4j.storage.spi.StoredBlob;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/** Blobs in a map. Rejects changes after it is closed. */
final class MemoryBlobStore implements BlobStore, BlobMaintenance, AutoCloseable {
  private static final Comparator<BlobId> BY_NAME = Comparator.comparing(BlobId::sha256);

  private final Map<BlobId, Stored> blobs = new TreeMap<>(BY_NAME);
  private final Map<BlobId, Stored> aside = new TreeMap<>(BY_NAME);
  private final InstantSource clock;
  private final URI location;
  private final UUID id;
  private boolean closed;

  MemoryBlobStore(URI location, UUID id, InstantSource clock) {
    this.id = id;
    this.location = location;
    this.clock = clock;
  }

  /** Bytes, and when they were put or quarantined. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Stored(byte[] bytes, Instant since) {
    StoredBlob named(BlobId id) {
      return new StoredBlob(id, bytes.length, since);
    }
  }

  @Override
  public URI location() {
    return location;
  }

  @Override
  public UUID id() {
    return id;
  }

  @Override
  public List<BlobId> putAll(List<? extends Content> contents) {
    List<byte[]> all = new ArrayList<>();
    for (Content content : required(contents, "contents")) {
      required(content, "content");
    }
    checkOpen();
    for (Content content : contents) {
      all.add(bytes(content));
    }
    List<BlobId> ids = all.stream().map(bytes -> BlobId.of(Sha256.digest().digest(bytes))).toList();
    for (int i = 0; i < ids.size(); i++) {
      store(ids.get(i), all.get(i));
    }
    return ids;
  }

  private static byte[] bytes(Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      content.writeTo(out);
    } catch (IOException e) {
      throw unreadable(e);
    }
    return out.toByteArray();
  }

  private static LifecycleException unreadable(IOException e) {
    if (e instanceof ClosedByInterruptException) {
      return new OperationInterruptedException(
          "Cannot store a blob: the thread was interrupted", e);
    }
    String file = e instanceof FileSystemException fault ? fault.getFile() : null;
    String reason = e instanceof NoSuchFileException ? "no such file" : e.getMessage();
    return new InvalidDataException(
        "Cannot read " + (file == null ? "content" : file) + ": " + reason, e);
  }

  private synchronized void store(BlobId id, byte[] bytes) {
    checkOpen();
    blobs.put(id, new Stored(bytes, clock.instant()));
  }

  @Override
  public InputStream open(BlobId id) {
    return new ByteArrayInputStream(stored(id).bytes());
  }

  @Override
  public InputStream open(BlobId id, long offset, long length) {
    byte[] bytes = stored(id).bytes();
    BlobStore.checkPart(id, offset, length, bytes.length);
    return new ByteArrayInputStream(bytes, (int) offset, (int) length);
  }

  @Override
  public synchronized Optional<StoredBlob> find(BlobId id) {
    return Optional.ofNullable(blobs.get(required(id, "blob id"))).map(blob -> blob.named(id));
  }

  @Override
  public void list(Consumer<StoredBlob> action) {
    required(action, "action");
    List<StoredBlob> all = new ArrayList<>();
    synchronized (this) {
      blobs.forEach((id, blob) -> all.add(blob.named(id)));
    }
    all.forEach(action);
  }

  @Override
  public BlobMaintenance maintenance() {
    return this;
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public void verify(BlobId id, VerifyDepth depth) {
    required(depth, "depth");
    stored(id);
  }

  @Override
  public synchronized List<BlobId> quarantine(Collection<BlobId> ids, Instant now) {
    required(now, "time");
    List<BlobId> all = all(ids);
    checkOpen();
    List<BlobId> moved = new ArrayList<>();
    for (BlobId id : all) {
      Stored blob = blobs.get(id);
      if (blob != null && !blob.since().isAfter(now)) {
        blobs.remove(id);
        aside.put(id, new Stored(blob.bytes(), now));
        moved.add(id);
      }
    }
    return moved;
  }

  @Override
  public synchronized List<QuarantinedBlob> quarantined() {
    return aside.entrySet().stream()
        .map(
            blob ->
                new QuarantinedBlob(
                    blob.getKey(), blob.getValue().bytes().length, blob.getValue().since()))
        .toList();
  }

  @Override
  public synchronized void restore(BlobId id) {
    required(id, "blob id");
    checkOpen();
    Stored blob = aside.remove(id);
    if (blob == null) {
      throw new NotFoundException("Blob is not in quarantine: " + id);
    }
    blobs.put(id, new Stored(blob.bytes(), clock.instant()));
  }

  @Override
  public synchronized List<BlobId> purge(Collection<BlobId> ids, Instant before) {
    required(before, "time");
    Set<BlobId> some = Set.copyOf(all(ids));
    checkOpen();
    List<BlobId> gone =
        aside.entrySet().stream()
            .filter(
                blob -> blob.getValue().since().isBefore(before) && some.contains(blob.getKey()))
            .map(Map.Entry::getKey)
            .toList();
    gone.forEach(aside::remove);
    return gone;
  }

  private static List<BlobId> all(Collection<BlobId> ids) {
    return copy(new ArrayList<>(required(ids, "blob ids")), "blob ids");
  }

  private synchronized Stored stored(BlobId id) {
    Stored blob = blobs.get(required(id, "blob id"));
    if (blob == null) {
      throw new NotFoundException("Blob does not exist: " + id);
    }
    return blob;
  }

  private synchronized void checkOpen() {
    if (closed) {
      throw new ClosedException("The home is closed");
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}

package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.Content;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Blobs as files, each under the hash of its bytes. */
final class FileBlobStore implements BlobStore {
  private static final int BUFFER = 1 << 16;

  private final Home home;

  /** Directories whose names are known to be on the device. */
  private final Set<Path> rooms = ConcurrentHashMap.newKeySet();

  FileBlobStore(Home home) {
    this.home = home;
  }

  @Override
  public BlobId put(Content content) {
    required(content, "content");
    home.checkWritable();
    Path temporary = null;
    try {
      temporary =
          Files.createTempFile(
              home.resolve("tmp"),
              "blob-",
              ".tmp",
              Durable.ownerOnly(home.directory(), "rw-------"));
      BlobId id = write(content, temporary);
      Path target = path(id);
      openRoom(required(target.getParent(), "directory of a blob"));
      Durable.publishSame(temporary, target);
      return id;
    } catch (IOException e) {
      throw StorageErrors.failed("store a blob in", home.directory(), e);
    } finally {
      delete(temporary);
    }
  }

  private void openRoom(Path room) throws IOException {
    if (!rooms.contains(room)) {
      Durable.createDirectory(room);
      rooms.add(room);
    }
  }

  private static BlobId write(Content content, Path temporary) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      TargetStream target = new TargetStream(Channels.newOutputStream(channel));
      DigestOutputStream digest =
          new DigestOutputStream(new BufferedOutputStream(target, BUFFER), Hashing.sha256());
      try {
        content.writeTo(digest);
      } catch (IOException e) {
        target.rethrow();
        throw StorageErrors.unreadable(e);
      }
      target.rethrow(); // a content may hide it, as one with a PrintWriter does
      digest.flush();
      channel.force(true);
      return Hashing.id(digest.getMessageDigest());
    }
  }

  private static void delete(@Nullable Path temporary) {
    try {
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      // a leftover under tmp is never read; the blob is stored or its failure is on its way already
    }
  }

  @Override
  public InputStream open(BlobId id) {
    Path path = path(id);
    try {
      return new VerifyingStream(Files.newInputStream(path), id, path.toString());
    } catch (NoSuchFileException e) {
      throw new NotFoundException("Blob does not exist: " + id, e);
    } catch (IOException e) {
      throw StorageErrors.failed("read", path, e);
    }
  }

  @Override
  public byte[] read(BlobId id) {
    try (InputStream in = open(id)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw StorageErrors.failed("read", path(id), e);
    }
  }

  @Override
  public long size(BlobId id) {
    Path path = path(id);
    try {
      return Files.size(path);
    } catch (NoSuchFileException e) {
      throw new NotFoundException("Blob does not exist: " + id, e);
    } catch (IOException e) {
      throw StorageErrors.failed("read", path, e);
    }
  }

  @Override
  public boolean contains(BlobId id) {
    return Files.isRegularFile(path(id));
  }

  @Override
  public List<BlobId> list() {
    Path blobs = home.resolve("blobs");
    try (Stream<Path> files = Files.walk(blobs, 2)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.matches("[0-9a-f]{64}"))
          .sorted()
          .map(BlobId::new)
          .toList();
    } catch (UncheckedIOException e) {
      throw StorageErrors.failed("list", blobs, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw StorageErrors.failed("list", blobs, e);
    }
  }

  private Path path(BlobId id) {
    String name = required(id, "blob id").sha256();
    return home.resolve("blobs").resolve(name.substring(0, 2)).resolve(name);
  }

  @Override
  public List<BlobId> putAll(List<? extends Content> contents) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public InputStream open(BlobId id, long offset, long length) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public java.time.Instant lastPut(BlobId id) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void verify(BlobId id, io.lifecycle4j.storage.VerifyDepth depth) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public List<BlobId> quarantine(java.util.Collection<BlobId> ids, java.time.Instant now) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public List<io.lifecycle4j.storage.QuarantinedBlob> quarantined() {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void restore(BlobId id) {
    throw new NotFoundException("Blob is not in quarantine: " + id);
  }

  @Override
  public List<BlobId> purge(java.time.Instant before) {
    throw new UnsupportedOperationException("not yet");
  }
}

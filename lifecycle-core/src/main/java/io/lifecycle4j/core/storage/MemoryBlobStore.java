package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.Content;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Blobs in a map. */
final class MemoryBlobStore implements BlobStore {
  private final Map<BlobId, byte[]> blobs = new ConcurrentHashMap<>();

  @Override
  public BlobId put(Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      required(content, "content").writeTo(out);
    } catch (IOException e) {
      throw StorageErrors.unreadable(e);
    }
    byte[] bytes = out.toByteArray();
    BlobId id = Hashing.hash(bytes);
    blobs.put(id, bytes);
    return id;
  }

  @Override
  public InputStream open(BlobId id) {
    return new ByteArrayInputStream(find(id));
  }

  @Override
  public byte[] read(BlobId id) {
    return find(id).clone();
  }

  @Override
  public long size(BlobId id) {
    return find(id).length;
  }

  @Override
  public boolean contains(BlobId id) {
    return blobs.containsKey(required(id, "blob id"));
  }

  @Override
  public List<BlobId> list() {
    return blobs.keySet().stream().sorted(Comparator.comparing(BlobId::sha256)).toList();
  }

  private byte[] find(BlobId id) {
    byte[] bytes = blobs.get(required(id, "blob id"));
    if (bytes == null) {
      throw new NotFoundException("Blob does not exist: " + id);
    }
    return bytes;
  }
}

package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.file.HomeThreads;
import io.lifecycle4j.core.storage.file.PartStream;
import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores named files as blobs, and commits references to them. */
public final class StoredFiles {
  private static final Logger LOG = LoggerFactory.getLogger(StoredFiles.class);

  private StoredFiles() {}

  /** Returns the display name of each blob, for messages. */
  public static Map<BlobId, String> named(List<StoredFile> files) {
    Map<BlobId, String> names = new LinkedHashMap<>();
    files.forEach(file -> names.putIfAbsent(file.blob(), "file " + file.name()));
    return names;
  }

  /**
   * Commits references to blobs: checks that they are stored before the commit, and again after. A
   * garbage collection quarantines blobs and then searches for references again, so that one of the
   * two sees the other, and restores the blob.
   *
   * <p>Nothing is thrown after the commit has returned: the caller would retry, though it is done.
   * What is not restored here, the next collection restores.
   *
   * @param doing the action, for messages
   * @param needed the display name of each blob, for messages
   * @param commit makes the references durable
   * @return the result of the commit
   * @throws NotFoundException if a blob is not stored; nothing was committed
   */
  public static <R> R commit(
      BlobStore blobs, String doing, Map<BlobId, String> needed, Supplier<R> commit) {
    refuseMissing(blobs, doing, needed);
    R answer = commit.get();
    keepCommitted(blobs, needed);
    return answer;
  }

  /**
   * Commits references to many blobs, as {@link #commit(BlobStore, String, Map, Supplier)} does.
   * Checks the blobs while the commit is prepared.
   *
   * @param doing the action, for messages
   * @param needed the display name of each blob, for messages
   * @param prepare stores what will hold the references
   * @param commit makes the references durable
   * @return the result of the commit
   * @throws NotFoundException if a blob is not stored; nothing was committed
   */
  public static <P, R> R commit(
      BlobStore blobs,
      String doing,
      Map<BlobId, String> needed,
      Supplier<P> prepare,
      Function<P, R> commit) {
    HomeThreads.Doing looking = HomeThreads.begin(() -> refuseMissing(blobs, doing, needed));
    P prepared;
    try {
      prepared = prepare.get();
    } finally {
      looking.end();
    }
    try {
      looking.await();
    } catch (IOException e) {
      throw new StorageFailedException("Cannot " + doing + ": " + e.getMessage(), e);
    }
    R answer = commit.apply(prepared);
    keepCommitted(blobs, needed);
    return answer;
  }

  private static void refuseMissing(BlobStore blobs, String doing, Map<BlobId, String> needed) {
    for (BlobId id : blobs.missing(needed.keySet())) {
      if (!keep(blobs, id)) {
        throw new NotFoundException("Cannot " + doing + ": " + needed.get(id) + " is not stored");
      }
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // whatever is thrown, the commit is done
  private static void keepCommitted(BlobStore blobs, Map<BlobId, String> needed) {
    try {
      blobs.missing(needed.keySet()).forEach(id -> keepCommitted(blobs, id, needed.get(id)));
    } catch (RuntimeException e) {
      LOG.warn("Committed, but perhaps quarantined until the next collection: {}", needed, e);
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // whatever is thrown, the commit is done
  private static void keepCommitted(BlobStore blobs, BlobId id, @Nullable String what) {
    try {
      if (!keep(blobs, id)) {
        LOG.warn("Committed, but not stored any more: {} ({})", what, id);
      }
    } catch (RuntimeException e) {
      LOG.warn(
          "Committed, but perhaps quarantined until the next collection: {} ({})", what, id, e);
    }
  }

  /** Returns whether a blob is stored; restores it if a collection quarantined it. */
  private static boolean keep(BlobStore blobs, BlobId id) {
    if (blobs.contains(id)) {
      return true;
    }
    try {
      blobs.maintenance().restore(id);
      return true;
    } catch (NotFoundException e) {
      return blobs.contains(id); // the collection may have restored it itself
    }
  }

  /**
   * Stores a file, durable on return.
   *
   * @throws InvalidDataException if the file cannot be read; nothing was stored
   */
  public static StoredFile put(BlobStore blobs, NamedContent file) {
    required(file, "file");
    try {
      BlobId id = blobs.put(file.content());
      return new StoredFile(file.name(), id, size(blobs, id));
    } catch (InvalidDataException e) {
      throw e.getCause() instanceof IOException cause
          ? StorageErrors.unreadable(file.name(), cause)
          : e;
    }
  }

  /**
   * Stores files with one commit, durable on return. Returns them in order. Fails in a closed home
   * even if the list is empty.
   *
   * @throws InvalidDataException if a file cannot be read
   */
  public static List<StoredFile> putAll(BlobStore blobs, List<NamedContent> files) {
    if (copy(files, "files").size() == 1) {
      return List.of(put(blobs, files.get(0)));
    }
    List<TakenContent> contents =
        files.stream().map(file -> TakenContent.of(file.content())).toList();
    try {
      List<BlobId> ids = blobs.putAll(contents);
      List<StoredFile> stored = new ArrayList<>();
      for (int i = 0; i < ids.size(); i++) {
        long taken = contents.get(i).size();
        long size = taken < 0 ? size(blobs, ids.get(i)) : taken;
        stored.add(new StoredFile(files.get(i).name(), ids.get(i), size));
      }
      return stored;
    } catch (InvalidDataException e) {
      throw e.getCause() instanceof IOException cause
          ? StorageErrors.unreadable(reading(files, contents), cause)
          : e;
    }
  }

  private static String reading(List<NamedContent> files, List<TakenContent> contents) {
    int failed = 0;
    while (failed < files.size() && !contents.get(failed).isUnfinished()) {
      failed++;
    }
    return failed == files.size() ? "content" : files.get(failed).name();
  }

  /** Returns the exception for a file that cannot be read. */
  public static LifecycleException unreadable(String name, IOException e) {
    return StorageErrors.unreadable(name, e);
  }

  /**
   * Returns a stream of exactly the next bytes of another.
   *
   * @param in closed with the returned stream
   * @param length in bytes
   * @param early returns the exception if the stream ends this many bytes too early
   */
  public static InputStream part(
      InputStream in, long length, LongFunction<? extends RuntimeException> early) {
    return new PartStream(in, length, early);
  }

  private static long size(BlobStore blobs, BlobId id) {
    try {
      return blobs.size(id);
    } catch (NotFoundException e) {
      keep(blobs, id); // a garbage collection without a grace period came between
      return blobs.size(id);
    }
  }
}

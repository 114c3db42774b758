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
import java.nio.channels.ClosedByInterruptException;
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

/** Stores named files as blobs, and commits what names them. */
public final class StoredFiles {
  private static final Logger LOG = LoggerFactory.getLogger(StoredFiles.class);

  private StoredFiles() {}

  /**
   * Names files by their blobs, for messages.
   *
   * @param files the files
   * @return what each blob is
   */
  public static Map<BlobId, String> named(List<StoredFile> files) {
    Map<BlobId, String> names = new LinkedHashMap<>();
    files.forEach(file -> names.putIfAbsent(file.blob(), "file " + file.name()));
    return names;
  }

  /**
   * Commits references to blobs: looks before whether they are stored, and again after. A garbage
   * collection sets blobs aside and then looks for references again, so that one of the two sees
   * the other, and stores the blob again.
   *
   * <p>Once the commit has returned nothing is thrown: it would be tried again, though it is done.
   * What is not stored again here, the next collection puts back.
   *
   * @param <R> the type of the answer
   * @param blobs where they are stored
   * @param doing what is done, for messages
   * @param needed what each blob is, for messages
   * @param commit makes the references durable
   * @return the answer of the commit
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
   * They are looked for while the commit is prepared.
   *
   * @param <P> what is prepared
   * @param <R> the type of the answer
   * @param blobs where they are stored
   * @param doing what is done, for messages
   * @param needed what each blob is, for messages
   * @param prepare stores what the references will stand in
   * @param commit makes the references durable
   * @return the answer of the commit
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

  @SuppressWarnings("checkstyle:IllegalCatch") // whatever it is, the commit is done
  private static void keepCommitted(BlobStore blobs, Map<BlobId, String> needed) {
    try {
      blobs.missing(needed.keySet()).forEach(id -> keepCommitted(blobs, id, needed.get(id)));
    } catch (RuntimeException e) {
      LOG.warn("Committed, but perhaps quarantined until the next collection: {}", needed, e);
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // whatever it is, the commit is done
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

  /** Returns whether a blob is stored, and stores it again if a collection set it aside. */
  private static boolean keep(BlobStore blobs, BlobId id) {
    if (blobs.contains(id)) {
      return true;
    }
    try {
      blobs.maintenance().restore(id);
      return true;
    } catch (NotFoundException e) {
      return blobs.contains(id); // the collection may have put it back itself
    }
  }

  /**
   * Stores a file, durable on return.
   *
   * @param blobs where to store it
   * @param file the file
   * @return its name, hash and length
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
   * Stores files with one commit, durable on return. A closed home takes not even none.
   *
   * @param blobs where to store them
   * @param files the files
   * @return their names, hashes and lengths, in order
   * @throws InvalidDataException if one cannot be read
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

  /**
   * Turns a failure to read a file into what callers can act on.
   *
   * @param name the file
   * @param e why it cannot be read
   * @return what to throw
   */
  public static LifecycleException unreadable(String name, IOException e) {
    return e instanceof ClosedByInterruptException
        ? StorageErrors.unreadable(e)
        : StorageErrors.unreadable(name, e);
  }

  /**
   * Returns the next bytes of a stream, so many and no more.
   *
   * @param in the stream, at the first byte; closed with the one returned
   * @param length how many bytes
   * @param early what to throw if the stream ends so many bytes too early
   * @return the part
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

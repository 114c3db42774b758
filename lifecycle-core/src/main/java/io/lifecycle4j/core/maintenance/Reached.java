package io.lifecycle4j.core.maintenance;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.maintenance.Amount;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The blobs that something needs, and what could not tell what it needs. */
final class Reached implements References.Visitor {
  private final Set<BlobId> blobs = new HashSet<>();
  private final Set<String> outside = new HashSet<>();
  private final Map<String, LifecycleException> unreadable = new LinkedHashMap<>();
  private Amount outsideAmount = Amount.NONE;

  static Reached in(References references) {
    Reached reached = new Reached();
    references.walk(reached);
    return reached;
  }

  @Override
  public void reaches(String holder, BlobId blob) {
    blobs.add(required(blob, "blob of " + holder));
  }

  /** The same file may be a part of many versions. */
  @Override
  public void outside(StoredFile file) {
    if (file.keeping() instanceof StorageMode.Reference there
        && outside.add(file.blob() + " " + there.location())) {
      outsideAmount = outsideAmount.plus(file.size());
    }
  }

  @Override
  public void unreadable(String what, LifecycleException why) {
    unreadable.putIfAbsent(what, why);
  }

  Set<BlobId> blobs() {
    return blobs;
  }

  /** Returns the files whose bytes lie outside of the home. */
  Amount outside() {
    return outsideAmount;
  }

  /** Returns whether everything could tell what it needs. */
  boolean complete() {
    return unreadable.isEmpty();
  }

  /** Returns what is damaged; what a newer version wrote is not. */
  Map<String, LifecycleException> damaged() {
    Map<String, LifecycleException> damaged = new LinkedHashMap<>(unreadable);
    damaged.values().removeIf(ReadOnlyException.class::isInstance);
    return damaged;
  }

  /** Throws unless everything could tell what it needs. */
  void requireAll(String doing) {
    unreadable.forEach(
        (what, why) -> {
          String message =
              String.format(
                  "Cannot %s: what %s needs is not known: %s", doing, what, why.getMessage());
          throw alike(message, why);
        });
  }

  /** Returns an exception of the kind of another: a disk that fails is no damage. */
  static LifecycleException alike(String message, LifecycleException why) {
    if (why instanceof ReadOnlyException) {
      return new ReadOnlyException(message, why);
    }
    return why instanceof StorageFailedException
        ? new StorageFailedException(message, why)
        : new CorruptDataException(message, why);
  }
}

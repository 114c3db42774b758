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

/** The needed blobs, and the holders whose needs are unknown. */
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

  /** Counts a file once, although many versions may share it. */
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

  /** Returns the total of the files whose bytes lie outside of the home. */
  Amount outside() {
    return outsideAmount;
  }

  /** Returns whether all holders could be read. */
  boolean complete() {
    return unreadable.isEmpty();
  }

  /** Returns the corrupt holders, without those written by a newer version. */
  Map<String, LifecycleException> damaged() {
    Map<String, LifecycleException> damaged = new LinkedHashMap<>(unreadable);
    damaged.values().removeIf(ReadOnlyException.class::isInstance);
    return damaged;
  }

  /** Throws unless all holders could be read. */
  void requireAll(String doing) {
    unreadable.forEach(
        (what, why) -> {
          String message =
              String.format(
                  "Cannot %s: what %s needs is not known: %s", doing, what, why.getMessage());
          throw alike(message, why);
        });
  }

  /** Returns an exception of the same kind as another: a failing disk is not corruption. */
  static LifecycleException alike(String message, LifecycleException why) {
    if (why instanceof ReadOnlyException) {
      return new ReadOnlyException(message, why);
    }
    return why instanceof StorageFailedException
        ? new StorageFailedException(message, why)
        : new CorruptDataException(message, why);
  }
}

package io.lifecycle4j.tiers;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.BlobMaintenance;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.StoredBlob;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The blobs of all tiers. Other tiers are accessed only if the hot store lacks a blob.
 *
 * <p>A put stores into the hot store, even if another tier has the blob, since it is likely to be
 * used soon.
 */
final class TieredBlobStore implements BlobStore {
  /** A blob that is moved during a lookup is found at the second attempt. */
  private static final int LOOKS = 2;

  private final BlobStore hot;
  private final @Nullable ColdStore cold;
  private final Placements placements;

  TieredBlobStore(BlobStore hot, @Nullable ColdStore cold, Placements placements) {
    this.hot = hot;
    this.cold = cold;
    this.placements = placements;
  }

  static LifecycleException unreadable(String what, IOException e) {
    String message = "Cannot read " + what + ": " + e.getMessage();
    return e instanceof ClosedByInterruptException
        ? new OperationInterruptedException(message, e)
        : new StorageFailedException(message, e);
  }

  /** An operation on the blob that holds another. */
  @FunctionalInterface
  interface Reading<T> {
    T in(BlobStore store, BlobPlacement placement) throws IOException;
  }

  <T> T at(BlobId id, Function<BlobStore, T> hotReading, Reading<T> reading) {
    NotFoundException failure = null;
    for (int look = 0; look < LOOKS; look++) {
      try {
        return hotReading.apply(hot);
      } catch (NotFoundException e) {
        failure = e;
      }
      BlobPlacement placement = placed(id).orElse(null);
      if (placement != null) {
        try {
          return reading.in(holder(placement), placement);
        } catch (NotFoundException e) {
          failure = new NotFoundException("Blob does not exist: " + id, e);
        } catch (IOException e) {
          throw unreadable("blob " + id, e);
        }
      }
    }
    throw required(failure, "failure");
  }

  Optional<BlobPlacement> placed(BlobId id) {
    return placements.find(id).filter(BlobPlacement::contained);
  }

  BlobStore holder(BlobPlacement placement) {
    return holder(placement.tier(), "read blob " + placement.blob());
  }

  BlobStore holder(Tier tier, String doing) {
    if (tier != Tier.COLD) {
      return hot;
    }
    if (cold == null) {
      throw new StorageFailedException(
          "Cannot "
              + doing
              + ": the cold store has it, but the home was opened without one"
              + " (give it to Tiers.withCold(…))");
    }
    return cold.checked();
  }

  private InputStream open(BlobStore store, BlobPlacement placed, long offset, long length) {
    return new Container(hot.id(), placed.blob(), placed.bytes())
        .open(store, placed.stored(), placed.storedBytes(), offset, length);
  }

  private InputStream openVerified(BlobStore store, BlobPlacement placed) {
    return Hashing.judged(open(store, placed, 0, placed.bytes()), found -> check(found, placed));
  }

  private static void check(BlobId found, BlobPlacement placed) {
    if (!found.equals(placed.blob())) {
      throw new CorruptDataException(
          "Corrupt blob in container "
              + placed.stored()
              + ": its bytes have the hash "
              + found
              + " (must be "
              + placed.blob()
              + ")");
    }
  }

  /** Reads a moved blob to its end. */
  void verify(BlobStore store, BlobPlacement placed) {
    try (InputStream in = openVerified(store, placed)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw unreadable("blob " + placed.blob(), e);
    }
  }

  @Override
  public URI location() {
    return hot.location();
  }

  @Override
  public UUID id() {
    return hot.id();
  }

  @Override
  public BlobId put(Content content) {
    return hot.put(content);
  }

  @Override
  public List<BlobId> putAll(List<? extends Content> contents) {
    return hot.putAll(contents);
  }

  @Override
  public InputStream open(BlobId id) {
    return at(id, store -> store.open(id), this::openVerified);
  }

  @Override
  public InputStream open(BlobId id, long offset, long length) {
    return at(
        id,
        store -> store.open(id, offset, length),
        (store, placed) -> open(store, placed, offset, length));
  }

  @Override
  public byte[] read(BlobId id) {
    return at(
        id,
        store -> store.read(id),
        (store, placed) -> {
          try (InputStream in = openVerified(store, placed)) {
            return in.readAllBytes();
          }
        });
  }

  @Override
  public long size(BlobId id) {
    return at(
        id,
        store -> store.size(id),
        (store, placed) -> {
          store.size(placed.stored()); // throws if it is missing
          return placed.bytes();
        });
  }

  @Override
  public Optional<StoredBlob> find(BlobId id) {
    required(id, "blob id");
    try {
      return Optional.of(
          at(
              id,
              store -> stored(store, id),
              (store, placed) ->
                  new StoredBlob(id, placed.bytes(), stored(store, placed.stored()).lastPut())));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  private static StoredBlob stored(BlobStore store, BlobId id) {
    return store.find(id).orElseThrow(() -> new NotFoundException("Blob does not exist: " + id));
  }

  @Override
  public boolean contains(BlobId id) {
    return hot.contains(id) || missing(List.of(id)).isEmpty();
  }

  /** Assumes that blobs in a cold store that was not given are there. */
  @Override
  public Set<BlobId> missing(Collection<BlobId> ids) {
    Set<BlobId> missing = hot.missing(ids);
    if (missing.isEmpty() || placements.untouched()) {
      return missing; // a blob leaves the hot store only after its placement is recorded
    }
    Map<BlobId, BlobPlacement> placed = contained(missing);
    Set<BlobId> gone = new HashSet<>();
    for (Tier tier : List.of(Tier.WARM, Tier.COLD)) {
      Set<BlobId> holders = holders(placed, tier);
      if (!holders.isEmpty() && (tier != Tier.COLD || cold != null)) {
        gone.addAll(holder(tier, "look for blobs").missing(holders));
      }
    }
    Set<BlobId> left = new HashSet<>(missing);
    left.removeIf(id -> placed.containsKey(id) && !gone.contains(placed.get(id).stored()));
    return left.isEmpty() ? left : hot.missing(left); // one may have been moved back since
  }

  Map<BlobId, BlobPlacement> contained(Collection<BlobId> ids) {
    Map<BlobId, BlobPlacement> placed = placements.find(ids);
    placed.values().removeIf(placement -> !placement.contained());
    return placed;
  }

  static Set<BlobId> holders(Map<BlobId, BlobPlacement> placed, Tier tier) {
    Set<BlobId> holders = new HashSet<>();
    for (BlobPlacement placement : placed.values()) {
      if (placement.tier() == tier) {
        holders.add(placement.stored());
      }
    }
    return holders;
  }

  @Override
  public void list(Consumer<StoredBlob> action) {
    required(action, "action");
    Map<BlobId, BlobPlacement> moved = new TreeMap<>(Comparator.comparing(BlobId::sha256));
    placements.all().forEach((id, placed) -> moved.put(id, placed));
    moved.values().removeIf(placed -> !placed.contained());
    Iterator<BlobPlacement> left = moved.values().iterator();
    BlobPlacement[] next = {left.hasNext() ? left.next() : null};
    hot.list(
        blob -> {
          String name = blob.id().sha256();
          while (next[0] != null && next[0].blob().sha256().compareTo(name) <= 0) {
            if (!next[0].blob().equals(blob.id())) {
              take(next[0], action);
            }
            next[0] = left.hasNext() ? left.next() : null;
          }
          action.accept(blob);
        });
    while (next[0] != null) {
      take(next[0], action);
      next[0] = left.hasNext() ? left.next() : null;
    }
  }

  private void take(BlobPlacement placed, Consumer<StoredBlob> action) {
    try {
      Instant last = stored(holder(placed), placed.stored()).lastPut();
      action.accept(new StoredBlob(placed.blob(), placed.bytes(), last));
    } catch (NotFoundException e) {
      return; // nothing needs it, and its container was collected
    }
  }

  @Override
  public BlobMaintenance maintenance() {
    return new TieredBlobMaintenance(this, hot.maintenance());
  }
}

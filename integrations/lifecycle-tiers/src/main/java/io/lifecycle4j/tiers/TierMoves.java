package io.lifecycle4j.tiers;

import io.lifecycle4j.core.data.ProgressReporter;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.maintenance.Amount;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.tiers.TieringReport.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Moves blobs, small ones together, and reports progress. Not thread-safe. */
final class TierMoves {
  /** As many as share a pack well, and fit into memory. */
  private static final int MOST_BYTES = 1 << 24;

  private static final int MOST_BLOBS = 4_096;

  private final Mover mover;
  private final TierPlan plan;
  private final ProgressReporter telling;
  private final Map<BlobId, Long> batch = new LinkedHashMap<>();
  private long batchBytes;
  private final List<Failure> failures = new ArrayList<>();
  private Amount moved = Amount.NONE;
  private long bytes;

  TierMoves(TieredMedium home, TierPlan plan, @Nullable Consumer<? super DataProgress> listener) {
    this.mover = new Mover(home, this::read);
    this.plan = plan;
    this.telling = new ProgressReporter(listener, this::state);
  }

  Amount moved() {
    return moved;
  }

  /** Returns the blobs that were not moved. */
  List<Failure> failures() {
    return failures;
  }

  void run() {
    telling.now();
    plan.moves()
        .forEach(
            (tier, lengths) -> {
              lengths.forEach((blob, length) -> add(blob, length, tier));
              flush(tier);
            });
    telling.now();
  }

  private void add(BlobId blob, long length, Tier tier) {
    if (length > Mover.SMALL_BLOB) {
      move(Map.of(blob, length), tier);
      return;
    }
    batch.put(blob, length);
    batchBytes += length;
    if (batch.size() >= MOST_BLOBS || batchBytes >= MOST_BYTES) {
      flush(tier);
    }
  }

  private void flush(Tier tier) {
    if (!batch.isEmpty()) {
      move(batch, tier);
      batch.clear();
      batchBytes = 0;
    }
  }

  /** Moves a batch. A corrupt or missing blob stays; the others are moved without it. */
  private void move(Map<BlobId, Long> lengths, Tier tier) {
    if (Thread.currentThread().isInterrupted()) {
      throw new OperationInterruptedException(
          "Cannot " + HomeTiering.DOING + ": the thread was interrupted");
    }
    try {
      mover.move(lengths, tier);
      lengths.values().forEach(length -> moved = moved.plus(length));
    } catch (CorruptDataException | NotFoundException e) {
      moveParts(lengths, tier, e);
    }
    telling.inTime();
  }

  private void moveParts(Map<BlobId, Long> lengths, Tier tier, LifecycleException e) {
    List<BlobId> ids = List.copyOf(lengths.keySet());
    if (ids.size() == 1) {
      failures.add(new Failure(ids.get(0), tier, String.valueOf(e.getMessage())));
      return;
    }
    int half = ids.size() / 2;
    for (List<BlobId> part : List.of(ids.subList(0, half), ids.subList(half, ids.size()))) {
      Map<BlobId, Long> some = new LinkedHashMap<>(lengths);
      some.keySet().retainAll(Set.copyOf(part));
      move(some, tier);
    }
  }

  private void read(long count) {
    bytes += count;
    telling.inTime();
  }

  private DataProgress state() {
    long total = plan.moved().bytes();
    long blobs = moved.blobs() + failures.size();
    return new DataProgress(
        Phase.MOVING, blobs, plan.moved().blobs(), Math.min(bytes, total), total, 0, 0);
  }
}

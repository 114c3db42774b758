package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.core.data.Telling;
import io.lifecycle4j.core.tiers.Mover;
import io.lifecycle4j.core.tiers.TieredMedium;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Tier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Moves blobs, small ones together, and tells how far it is. Not thread-safe. */
final class TierMoves {
  private final Mover mover;
  private final TierPlan plan;
  private final Telling telling;
  private final Map<BlobId, Long> batch = new LinkedHashMap<>();
  private long batchBytes;
  private long blobs;
  private long bytes;

  TierMoves(TieredMedium home, TierPlan plan, @Nullable Consumer<? super DataProgress> listener) {
    this.mover = new Mover(home, this::read);
    this.plan = plan;
    this.telling = new Telling(listener, this::state);
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
    if (BatchOfBlobs.isFull(batch.size(), batchBytes)) {
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

  private void move(Map<BlobId, Long> lengths, Tier tier) {
    Interrupts.check(HomeTiering.DOING);
    mover.move(lengths, tier);
    blobs += lengths.size();
    telling.inTime();
  }

  private void read(long count) {
    bytes += count;
    telling.inTime();
  }

  private DataProgress state() {
    long total = plan.moved().bytes();
    return new DataProgress(
        Phase.MOVING, blobs, plan.moved().blobs(), Math.min(bytes, total), total, 0, 0);
  }
}

package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.core.tiers.Mover;
import io.lifecycle4j.core.tiers.TieredMedium;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Moves blobs, small ones together, and tells how far it is. Not thread-safe. */
final class TierMoves {
  private static final long PAUSE = Duration.ofMillis(100).toNanos();

  private final Mover mover;
  private final TierPlan plan;
  private final @Nullable Consumer<? super DataProgress> listener;
  private final Map<BlobId, Long> batch = new LinkedHashMap<>();
  private long batchBytes;
  private long blobs;
  private long bytes;
  private long told = System.nanoTime() - PAUSE;

  TierMoves(
      TieredMedium home,
      Instant now,
      TierPlan plan,
      @Nullable Consumer<? super DataProgress> listener) {
    this.mover = new Mover(home, now, this::read);
    this.plan = plan;
    this.listener = listener;
  }

  void run() {
    tell();
    plan.moves()
        .forEach(
            (tier, lengths) -> {
              lengths.forEach((blob, length) -> add(blob, length, tier));
              flush(tier);
            });
    tell();
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
    tellInTime();
  }

  private void read(long count) {
    bytes += count;
    tellInTime();
  }

  private void tellInTime() {
    if (System.nanoTime() - told >= PAUSE) {
      tell();
    }
  }

  private void tell() {
    told = System.nanoTime();
    if (listener != null) {
      long total = plan.moved().bytes();
      listener.accept(
          new DataProgress(
              Phase.MOVING, blobs, plan.moved().blobs(), Math.min(bytes, total), total, 0, 0));
    }
  }
}

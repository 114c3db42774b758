package io.lifecycle4j.tiers;

import io.lifecycle4j.maintenance.Amount;
import io.lifecycle4j.storage.BlobId;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where blobs lie now, and which of them must move. */
final class TierPlan {
  private final boolean reachesCold;
  private final Map<BlobId, Long> hot = new HashMap<>();
  private final Map<BlobId, BlobPlacement> placed;
  private final Map<Tier, TierAmount> before = none();
  private final Map<Tier, TierAmount> after = none();
  private final Map<Tier, Map<BlobId, Long>> moves = new EnumMap<>(Tier.class);
  private Amount moved = Amount.NONE;

  private TierPlan(TieredMedium home) {
    reachesCold = home.hasCold();
    placed = home.placements().all();
    home.base().blobs().list(blob -> hot.put(blob.id(), blob.bytes()));
  }

  static TierPlan of(TieredMedium home, WantedTiers wanted) {
    TierPlan plan = new TierPlan(home);
    wanted.blobs().forEach(blob -> plan.add(blob, wanted));
    return plan;
  }

  private static Map<Tier, TierAmount> none() {
    Map<Tier, TierAmount> none = new EnumMap<>(Tier.class);
    for (Tier tier : Tier.values()) {
      none.put(tier, new TierAmount(tier, 0, 0, 0));
    }
    return none;
  }

  /** Where a blob lies, its length, and the bytes it occupies there. */
  private record Lying(Tier tier, long bytes, long stored) {}

  /** A copy in the hot store occupies space there, even if the blob was also moved. */
  private @Nullable Lying find(BlobId blob) {
    BlobPlacement placement = placed.get(blob);
    Long there = hot.get(blob);
    if (placement != null && (there == null || !placement.contained())) {
      return new Lying(placement.tier(), placement.bytes(), placement.storedBytes());
    }
    return there == null ? null : new Lying(Tier.HOT, there, there);
  }

  private void add(BlobId blob, WantedTiers all) {
    Lying now = find(blob);
    if (now == null) {
      return; // missing: verification reports what needs it
    }
    Tier wanted = all.of(blob, now.tier());
    count(before, now.tier(), now.bytes(), now.stored());
    if (stays(blob, now, wanted)) {
      count(after, now.tier(), now.bytes(), now.stored());
      return;
    }
    count(after, wanted, now.bytes(), wanted == Tier.HOT ? now.bytes() : packed(blob, now));
    moves
        .computeIfAbsent(wanted, tier -> new TreeMap<>(Comparator.comparing(BlobId::sha256)))
        .put(blob, now.bytes());
    moved = moved.plus(now.bytes());
  }

  private boolean stays(BlobId blob, Lying now, Tier wanted) {
    if (now.tier() == Tier.COLD && !reachesCold) {
      return true;
    }
    // a hot blob with another copy must lose that placement
    return now.tier() == wanted && (wanted != Tier.HOT || !placed.containsKey(blob));
  }

  private long packed(BlobId blob, Lying now) {
    BlobPlacement placement = placed.get(blob);
    return placement == null ? now.bytes() : placement.storedBytes();
  }

  private static void count(Map<Tier, TierAmount> amounts, Tier tier, long bytes, long stored) {
    amounts.computeIfPresent(tier, (same, amount) -> amount.plus(bytes, stored));
  }

  List<TierAmount> before() {
    return List.copyOf(before.values());
  }

  List<TierAmount> after() {
    return List.copyOf(after.values());
  }

  Amount moved() {
    return moved;
  }

  /** Returns the blobs to move to each tier, with their lengths. */
  Map<Tier, Map<BlobId, Long>> moves() {
    return moves;
  }
}

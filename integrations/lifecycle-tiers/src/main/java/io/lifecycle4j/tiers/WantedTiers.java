package io.lifecycle4j.tiers;

import io.lifecycle4j.maintenance.spi.BlobUses;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.tiers.TierRules.VersionKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The target tiers of the bytes of dataset versions: the hottest tier that any use requires, but no
 * hotter than the current one, unless a version is moved back.
 */
final class WantedTiers implements BlobUses {
  private final Map<VersionKey, Tier> versions;
  private final Map<BlobId, Tier> wanted = new HashMap<>();
  private final Set<BlobId> back = new HashSet<>();
  private final Set<BlobId> kept = new HashSet<>();

  /**
   * Creates an instance without uses.
   *
   * @param versions the tiers that rules specify: hot moves back; all others stay where they are
   */
  WantedTiers(Map<VersionKey, Tier> versions) {
    this.versions = versions;
  }

  @Override
  public void other(BlobId blob) {
    kept.add(blob);
  }

  @Override
  public void file(String dataset, int version, BlobId blob) {
    Tier tier = versions.get(new VersionKey(dataset, version));
    if (tier == Tier.HOT) {
      back.add(blob);
    }
    wanted.merge(
        blob,
        tier == null ? Tier.HOT : tier,
        (one, other) -> one.compareTo(other) <= 0 ? one : other);
  }

  /** Returns the blobs with bytes of dataset versions. */
  Set<BlobId> blobs() {
    return wanted.keySet();
  }

  /** Returns the target tier of a blob, given its current one. */
  Tier of(BlobId blob, Tier lies) {
    if (back.contains(blob)) {
      return Tier.HOT;
    }
    Tier tier = kept.contains(blob) ? lies : wanted.getOrDefault(blob, lies);
    return tier.compareTo(lies) > 0 ? tier : lies;
  }
}

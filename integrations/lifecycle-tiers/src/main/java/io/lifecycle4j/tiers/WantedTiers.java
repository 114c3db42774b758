package io.lifecycle4j.tiers;

import io.lifecycle4j.maintenance.spi.BlobUses;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.tiers.TierRules.VersionKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The target tiers of the bytes that rules are about: the hottest tier that any use requires, but
 * no hotter than the current one, unless a rule moves them back.
 */
final class WantedTiers implements BlobUses {
  private final Map<VersionKey, Tier> versions;
  private final UseRules.Found uses;
  private final Map<BlobId, Tier> wanted = new HashMap<>();
  private final Set<BlobId> back = new HashSet<>();
  private final Set<BlobId> kept = new HashSet<>();

  /**
   * Creates an instance without uses.
   *
   * @param versions the tiers that rules specify: hot moves back; all others stay where they are
   * @param uses what the rules for anything else specify
   */
  WantedTiers(Map<VersionKey, Tier> versions, UseRules.Found uses) {
    this.versions = versions;
    this.uses = uses;
  }

  @Override
  public void other(BlobId blob) {
    kept.add(blob);
  }

  @Override
  public void file(String dataset, int version, BlobId blob) {
    want(Optional.ofNullable(versions.get(new VersionKey(dataset, version))), blob);
  }

  @Override
  public void weights(String model, int version, BlobId blob) {
    if (uses.coversWeights()) {
      want(uses.weights(model, version), blob);
    } else {
      other(blob);
    }
  }

  @Override
  public void artifact(String run, BlobId blob) {
    if (uses.coversRuns()) {
      want(uses.run(run), blob);
    } else {
      other(blob);
    }
  }

  @Override
  public void predictions(String model, Instant last, BlobId blob) {
    if (uses.coversPredictions()) {
      want(uses.predictions(last), blob);
    } else {
      other(blob);
    }
  }

  /** What no rule selects stays where it is. */
  private void want(Optional<Tier> tier, BlobId blob) {
    if (tier.equals(Optional.of(Tier.HOT))) {
      back.add(blob);
    }
    wanted.merge(
        blob, tier.orElse(Tier.HOT), (one, other) -> one.compareTo(other) <= 0 ? one : other);
  }

  /** Returns the blobs with bytes that rules are about. */
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

package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.storage.References.VersionRef;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Tier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where the bytes of data set versions shall lie: in the hottest tier that anything asks for, but
 * no hotter than they do, unless a version is to be brought back.
 */
final class WantedTiers implements References.Visitor {
  private final Map<VersionRef, Tier> versions;
  private final Map<BlobId, Tier> wanted = new HashMap<>();
  private final Set<BlobId> back = new HashSet<>();
  private final Set<BlobId> kept = new HashSet<>();
  private final Reached reached = new Reached();

  /**
   * Creates the answer before anything was asked.
   *
   * @param versions what versions ask for: hot brings back; all others stay where they are
   */
  WantedTiers(Map<VersionRef, Tier> versions) {
    this.versions = versions;
  }

  @Override
  public void recorded(String holder, String journal) {
    // what records a version does not matter
  }

  @Override
  public void reaches(String holder, BlobId blob) {
    kept.add(blob);
  }

  @Override
  public void reachesFile(VersionRef version, BlobId blob) {
    Tier tier = versions.get(version);
    if (tier == Tier.HOT) {
      back.add(blob);
    }
    wanted.merge(
        blob,
        tier == null ? Tier.HOT : tier,
        (one, other) -> one.compareTo(other) <= 0 ? one : other);
  }

  @Override
  public void learnedFrom(String holder, BlobId blob) {
    // their version says where they lie
  }

  @Override
  public void unreadable(String what, LifecycleException why) {
    reached.unreadable(what, why);
  }

  /** Throws if something could not tell what it asks for. */
  void requireAll(String doing) {
    reached.requireAll(doing);
  }

  /** Returns the blobs with bytes of data set versions. */
  Set<BlobId> blobs() {
    return wanted.keySet();
  }

  /** Returns where such a blob shall lie that lies in a tier. */
  Tier of(BlobId blob, Tier lies) {
    if (back.contains(blob)) {
      return Tier.HOT;
    }
    Tier tier = kept.contains(blob) ? lies : wanted.getOrDefault(blob, lies);
    return tier.compareTo(lies) > 0 ? tier : lies;
  }
}

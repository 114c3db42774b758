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

/** The hottest tier that anything asks for, for each blob with bytes of data set versions. */
final class WantedTiers implements References.Visitor {
  private final Map<VersionRef, Tier> versions;
  private final Map<BlobId, Tier> wanted = new HashMap<>();
  private final Set<BlobId> hot = new HashSet<>();
  private final Reached reached = new Reached();

  /**
   * Creates the answer before anything was asked.
   *
   * @param versions what versions ask for; all others ask for hot
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
    hot.add(blob);
  }

  @Override
  public void reachesFile(VersionRef version, BlobId blob) {
    Tier tier = versions.getOrDefault(version, Tier.HOT);
    wanted.merge(blob, tier, (one, other) -> one.compareTo(other) <= 0 ? one : other);
  }

  @Override
  public void learnedFrom(String holder, BlobId blob) {
    // their version says where they lie
  }

  @Override
  public void unreadable(String what, LifecycleException why) {
    reached.unreadable(what, why);
  }

  /** Returns the answer, unless something could not tell what it asks for. */
  Map<BlobId, Tier> wanted(String doing) {
    reached.requireAll(doing);
    wanted.replaceAll((blob, tier) -> hot.contains(blob) ? Tier.HOT : tier);
    return wanted;
  }
}

package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.tiers.Placement;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.Tier;
import java.util.Map;

/** Tells another also what holds the blobs of one tier. */
final class HolderVisitor implements References.Visitor {
  private final References.Visitor told;
  private final Map<BlobId, Placement> placed;
  private final Tier tier;

  HolderVisitor(References.Visitor told, Map<BlobId, Placement> placed, Tier tier) {
    this.told = told;
    this.placed = placed;
    this.tier = tier;
  }

  @Override
  public void recorded(String holder, String journal) {
    told.recorded(holder, journal);
  }

  @Override
  public void reaches(String holder, BlobId blob) {
    told.reaches(holder, blob);
    tellHolder(holder, blob);
  }

  @Override
  public void reachesFile(References.VersionRef version, BlobId blob) {
    told.reachesFile(version, blob);
    tellHolder(version.toString(), blob);
  }

  @Override
  public void outside(StoredFile file) {
    told.outside(file);
  }

  @Override
  public void learnedFrom(String holder, BlobId blob) {
    told.learnedFrom(holder, blob);
    tellHolder(holder, blob);
  }

  private void tellHolder(String holder, BlobId blob) {
    Placement placement = placed.get(blob);
    if (placement != null && placement.tier() == tier && placement.contained()) {
      told.reaches(holder, placement.stored());
    }
  }

  @Override
  public void unreadable(String what, LifecycleException why) {
    told.unreadable(what, why);
  }
}

package io.lifecycle4j.core.maintenance;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.registry.VersionRetention;
import io.lifecycle4j.core.storage.HomeFeatures;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.maintenance.BackupReport;
import io.lifecycle4j.maintenance.GarbageCollection;
import io.lifecycle4j.maintenance.Lease;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.maintenance.VerifyReport;
import io.lifecycle4j.maintenance.spi.BlobUses;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Maintenance over any medium. */
public final class HomeMaintenance implements Maintenance {
  private final Medium home;
  private final InstantSource clock;
  private final Pins pins;
  private final Observers observers;
  private final @Nullable VersionRetention versions;
  private final @Nullable Consumer<? super DataProgress> listener;

  private HomeMaintenance(
      Medium home,
      InstantSource clock,
      Pins pins,
      Observers observers,
      @Nullable VersionRetention versions,
      @Nullable Consumer<? super DataProgress> listener) {
    this.home = home;
    this.clock = clock;
    this.pins = pins;
    this.observers = observers;
    this.versions = versions;
    this.listener = listener;
  }

  /** Returns the maintenance of a home. Opens no journal before it is used. */
  public static Maintenance over(Medium medium, InstantSource clock) {
    return over(medium, clock, Observers.NONE, null);
  }

  /**
   * Returns the maintenance of a home, which observers see.
   *
   * @param versions purges versions of models; null if they all keep their weights
   */
  public static Maintenance over(
      Medium medium,
      InstantSource clock,
      Observers observers,
      @Nullable VersionRetention versions) {
    Pins pins = new Pins(required(medium, "medium"));
    return new HomeMaintenance(medium, required(clock, "clock"), pins, observers, versions, null);
  }

  /** Returns what the whole home refers to. */
  public static References references(Medium medium) {
    return new HomeReferences(medium, new Pins(medium));
  }

  /** Copies a home to a new or empty directory, as {@link Maintenance#backup} does. */
  public static BackupReport copy(Medium source, Path target) {
    Medium home = HomeFeatures.layered(source, null, InstantSource.system());
    return Backup.copy(home, required(target, "target"), null);
  }

  @Override
  public Maintenance onProgress(Consumer<? super DataProgress> told) {
    return new HomeMaintenance(home, clock, pins, observers, versions, required(told, "listener"));
  }

  @Override
  public VerifyReport verify(VerifyDepth depth) {
    return verification(depth).all();
  }

  @Override
  public VerifyReport verifyNext(double share, VerifyDepth depth) {
    check(share > 0 && share <= 1, "Invalid share: %s (must be above 0 and at most 1)", share);
    checkWritable(home); // the end of the share is recorded
    return verification(depth).next(share, clock.instant());
  }

  private Verification verification(VerifyDepth depth) {
    return new Verification(home, references(), required(depth, "depth"), listener);
  }

  @Override
  public GarbageCollection collectGarbage() {
    return new GarbageCollector(home, pins, references(), clock, observers, versions);
  }

  @Override
  public void uses(BlobUses uses) {
    Reached reached = new Reached();
    references().walk(new UsesWalk(required(uses, "uses"), reached));
    reached.requireAll("list what the home needs");
  }

  /** Reports the needed blobs to a plug-in, and records unreadable holders. */
  private record UsesWalk(BlobUses uses, Reached reached) implements References.Visitor {
    @Override
    public void reaches(String holder, BlobId blob) {
      uses.other(blob);
    }

    @Override
    public void reachesFile(References.VersionRef version, BlobId blob) {
      uses.file(version.dataset(), version.number(), blob);
    }

    @Override
    public void reachesWeights(String model, int version, BlobId blob) {
      uses.weights(model, version, blob);
    }

    @Override
    public void reachesArtifact(String run, BlobId blob) {
      uses.artifact(run, blob);
    }

    @Override
    public void reachesPredictions(String model, Instant last, BlobId blob) {
      uses.predictions(model, last, blob);
    }

    @Override
    public void learnedFrom(String holder, BlobId blob) {
      // reported with its version
    }

    @Override
    public void unreadable(String what, LifecycleException why) {
      reached.unreadable(what, why);
    }
  }

  @Override
  public void pin(String name, Collection<BlobId> blobs) {
    pins.pin(name, blobs);
  }

  @Override
  public void unpin(String name) {
    pins.unpin(name);
  }

  @Override
  public Map<String, List<BlobId>> pins() {
    return pins.pins();
  }

  @Override
  public void checkWritable() {
    home.checkWritable();
  }

  /** Throws if a home is read-only, before work that would end with a write. */
  static void checkWritable(Medium home) {
    if (home.isReadOnly()) {
      home.blobs().putAll(List.of()); // throws with the reason
    }
  }

  private References references() {
    return new HomeReferences(home, pins);
  }

  @Override
  public Lease lease(Duration duration) {
    return HeldLease.take(pins, home.blobs().maintenance()::now, duration);
  }

  @Override
  public BackupReport backup(Path target) {
    return Backup.copy(home, required(target, "target"), listener);
  }

  @Override
  public List<String> upgrade() {
    return HomeFeatures.upgrade(home);
  }

  @Override
  public String toString() {
    return "Maintenance[" + home.location() + "]";
  }
}

package io.lifecycle4j.core.maintenance;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.storage.HomeFeatures;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.tiers.TieredMedium;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.maintenance.BackupReport;
import io.lifecycle4j.maintenance.GarbageCollection;
import io.lifecycle4j.maintenance.Lease;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.maintenance.Tiering;
import io.lifecycle4j.maintenance.VerifyReport;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Maintenance over any medium. */
public final class HomeMaintenance implements Maintenance {
  private final TieredMedium home;
  private final Supplier<Datasets> datasets;
  private final InstantSource clock;
  private final Keeper keeper;
  private final @Nullable Consumer<? super DataProgress> listener;

  /** Opens the journal of pins when it is needed first: most homes have none. */
  private static final class Keeper {
    private final TieredMedium home;
    private @Nullable Pins pins;

    Keeper(TieredMedium home) {
      this.home = home;
    }

    synchronized Pins pins() {
      if (pins == null) {
        pins = new Pins(home);
      }
      return pins;
    }
  }

  private HomeMaintenance(TieredMedium home, Supplier<Datasets> datasets, InstantSource clock) {
    this.home = home;
    this.keeper = new Keeper(home);
    this.listener = null;
    this.datasets = datasets;
    this.clock = clock;
  }

  private HomeMaintenance(HomeMaintenance same, @Nullable Consumer<? super DataProgress> listener) {
    this.home = same.home;
    this.datasets = same.datasets;
    this.clock = same.clock;
    this.keeper = same.keeper;
    this.listener = listener;
  }

  /**
   * Returns the maintenance of a home whose data sets nobody has opened yet. It opens no journal
   * before it is used.
   *
   * @param medium keeps the home
   * @param clock tells the time
   * @return the maintenance
   */
  public static Maintenance over(Medium medium, InstantSource clock) {
    required(clock, "clock");
    TieredMedium home = TieredMedium.of(required(medium, "medium"));
    return new HomeMaintenance(
        home, () -> DatasetStores.datasets(DatasetStores.over(home, clock), clock), clock);
  }

  /**
   * Returns the maintenance of a home. It opens no journal before it is used.
   *
   * @param medium keeps the home
   * @param datasets the data sets of the home
   * @param clock tells the time
   * @return the maintenance
   */
  public static Maintenance over(Medium medium, Datasets datasets, InstantSource clock) {
    required(datasets, "data sets");
    return new HomeMaintenance(
        TieredMedium.of(required(medium, "medium")), () -> datasets, required(clock, "clock"));
  }

  /**
   * Copies a home to a new one, as {@link Maintenance#backup} does.
   *
   * @param source keeps the home
   * @param target a new or empty directory
   * @return what was copied
   */
  public static BackupReport copy(Medium source, Path target) {
    return Backup.copy(TieredMedium.of(source).hot(), required(target, "target"), null);
  }

  @Override
  public Maintenance onProgress(Consumer<? super DataProgress> told) {
    return new HomeMaintenance(this, required(told, "listener"));
  }

  @Override
  public VerifyReport verify(VerifyDepth depth) {
    return verification(depth).all();
  }

  @Override
  public VerifyReport verifyNext(double share, VerifyDepth depth) {
    check(share > 0 && share <= 1, "Invalid share: %s (must be above 0 and at most 1)", share);
    home.checkWritable(); // where the share ends is recorded
    return verification(depth).next(share, clock.instant());
  }

  private Verification verification(VerifyDepth depth) {
    return new Verification(home, references(), required(depth, "depth"), listener);
  }

  @Override
  public GarbageCollection collectGarbage() {
    return new GarbageCollector(home, keeper.pins(), references());
  }

  @Override
  public Tiering tiering() {
    return new HomeTiering(home, references(), datasets, clock, listener);
  }

  @Override
  public void pin(String name, Collection<BlobId> blobs) {
    keeper.pins().pin(name, blobs);
  }

  @Override
  public void unpin(String name) {
    keeper.pins().unpin(name);
  }

  @Override
  public Map<String, List<BlobId>> pins() {
    return keeper.pins().pins();
  }

  private References references() {
    return new HomeReferences(home, keeper.pins());
  }

  @Override
  public Lease lease(Duration duration) {
    return HeldLease.take(keeper.pins(), home.blobs().maintenance()::now, duration);
  }

  @Override
  public BackupReport backup(Path target) {
    return Backup.copy(home.hot(), required(target, "target"), listener);
  }

  @Override
  public List<String> upgrade() {
    return HomeFeatures.upgrade(home);
  }
}

package io.lifecycle4j.tiers;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.HomeFeature.Compatibility;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.MediumLayer;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Storage tiers of one home: give it to {@code Lifecycle.builder().layer(…)}, and begin moves with
 * {@link #tiering}. A home reads what was moved within it with this module on the class path alone.
 *
 * <p>A home lists the feature {@code tiers} before anything is moved: call {@code
 * maintenance().upgrade()} once. From then on it does not open without this module.
 *
 * <p>Thread-safe.
 */
public final class Tiers implements MediumLayer {
  static final HomeFeature FEATURE = new HomeFeature("tiers", Compatibility.INCOMPATIBLE);

  private final @Nullable BlobStore cold;
  private @Nullable TieredMedium home;
  private @Nullable InstantSource clock;

  /** Creates tiers without a cold store: versions can be hot or warm. */
  public Tiers() {
    this(null);
  }

  private Tiers(@Nullable BlobStore cold) {
    this.cold = cold;
  }

  /**
   * Creates tiers whose cold one is another blob store, such as that of a medium on a slower disk.
   * The home reads there what it moved there, so it is given each time the home is opened.
   *
   * <p>The store is given an id the first time, which the home remembers: as long as bytes of the
   * home lie there, opening the home throws an {@link io.lifecycle4j.error.InvalidValueException}
   * if it is given another store, an empty one or a copy that is older than the id, before it reads
   * or writes anything. A whole copy of the store is the same store.
   *
   * <p>Several homes may share it: each knows what it put there, and touches nothing else. But a
   * home and a copy of it are the same home: only one of them may collect garbage. If the store is
   * that of a home, that home itself knows nothing of what others put there: its own garbage must
   * not be collected.
   *
   * @param store the store, not that of this home; the home does not close it
   * @return the tiers
   */
  public static Tiers withCold(BlobStore store) {
    return new Tiers(required(store, "cold store"));
  }

  @Override
  public HomeFeature feature() {
    return FEATURE;
  }

  @Override
  public synchronized TieredMedium over(Medium medium, InstantSource time) {
    check(home == null, "Invalid tiers: another home was opened with them (make new ones)");
    TieredMedium tiered = TieredMedium.over(medium, cold);
    home = tiered;
    clock = required(time, "clock");
    return tiered;
  }

  /**
   * Begins a move of the bytes of data set versions between tiers: hot, warm and cold. Only looks,
   * unless told otherwise.
   *
   * @param lifecycle the home that was opened with these tiers
   * @return a builder; nothing happens before its {@code run}
   */
  public synchronized Tiering tiering(Lifecycle lifecycle) {
    TieredMedium tiered = home;
    InstantSource time = clock;
    if (tiered == null || time == null || !tiered.location().equals(lifecycle.location())) {
      throw new InvalidValueException(
          "Invalid home: "
              + lifecycle.location()
              + " (must be opened with these tiers: Lifecycle.builder().layer(…))");
    }
    return new HomeTiering(tiered, lifecycle.maintenance(), lifecycle::datasets, time);
  }
}

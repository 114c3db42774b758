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
 * The storage tiers of one home: pass it to {@code Lifecycle.builder().layer(…)}, and start moves
 * with {@link #tiering}. To read bytes moved within the home, this module on the class path is
 * enough.
 *
 * <p>A home must list the feature {@code tiers} before anything is moved: call {@code
 * maintenance().upgrade()} once. From then on it cannot be opened without this module.
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
   * Creates tiers with another blob store as the cold one, such as that of a medium on a slower
   * disk. The home reads there what it moved there, so pass the store each time the home is opened.
   *
   * <p>At the first use the store receives an id, which the home remembers. While bytes of the home
   * lie there, opening the home with another store, such as an empty one or a copy older than the
   * id, throws an {@link io.lifecycle4j.error.InvalidValueException} before anything is read or
   * written. So does the store of the home itself. A complete copy of a store counts as the same
   * store.
   *
   * <p>Several homes may share a store: each knows what it put there, and changes nothing else. But
   * a home and a copy of it count as the same home: only one of them may collect garbage. If the
   * store belongs to a home, that home does not know what others put there: do not collect its
   * garbage.
   *
   * @param store the store, not that of this home or of a copy of it; the home does not close it
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
   * Starts a move of bytes between tiers, hot, warm and cold: of dataset versions, weights, files
   * of runs and the log of predictions. Default: a dry run.
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
    return new HomeTiering(
        tiered,
        lifecycle.maintenance(),
        lifecycle::datasets,
        new UseRules(lifecycle::models, lifecycle::experiments),
        time);
  }
}

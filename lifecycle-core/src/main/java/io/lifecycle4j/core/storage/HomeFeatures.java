package io.lifecycle4j.core.storage;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.HomeFeature.Compatibility;
import io.lifecycle4j.storage.spi.LayeredMedium;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.MediumLayer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The features of the format of homes that this library and the plug-ins beside it know. */
public final class HomeFeatures {
  /** Those of the library itself; a new home lists them. There is none beyond the format yet. */
  static final List<HomeFeature> OWN = List.of();

  private static final Logger LOG = LoggerFactory.getLogger(HomeFeatures.class);

  private HomeFeatures() {}

  /** Returns all: those of a plug-in are added by an upgrade, not in a new home. */
  static List<HomeFeature> known() {
    List<HomeFeature> known = new ArrayList<>(OWN);
    layers().forEach(layer -> known.add(layer.feature()));
    return known;
  }

  /** Each is a new one, and so may know the home that it is put over. */
  private static List<MediumLayer> layers() {
    return ServiceLoader.load(MediumLayer.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  /**
   * Puts a layer over a medium: the one that was given, or the one that is on the class path.
   *
   * @param medium keeps the home
   * @param given the layer, or null
   * @param clock tells the time
   * @return the home; without a layer the medium itself
   * @throws ReadOnlyException if the home lists a feature that must be known, and is not
   */
  public static Medium layered(Medium medium, @Nullable MediumLayer given, InstantSource clock) {
    check(medium);
    if (given == null && medium instanceof LayeredMedium) {
      return medium; // who opened it has put a layer over it
    }
    List<MediumLayer> layers = given == null ? layers() : List.of(given);
    if (layers.size() > 1) {
      throw new InvalidValueException(
          "Cannot open home "
              + medium.location()
              + ": several layers are on the class path (give one to Lifecycle.builder().layer(…))");
    }
    return layers.isEmpty() ? medium : layers.get(0).over(medium, clock);
  }

  private static void check(Medium medium) {
    List<HomeFeature> known = known();
    List<String> unknown =
        medium.features().stream()
            .filter(feature -> !known.contains(feature) && isNeeded(feature, medium))
            .map(HomeFeature::name)
            .toList();
    if (!unknown.isEmpty()) {
      throw new ReadOnlyException(
          "Cannot open home "
              + medium.location()
              + ": it needs "
              + unknown
              + " (written by a newer version of Lifecycle4j, or a plug-in that is not there)");
    }
  }

  private static boolean isNeeded(HomeFeature feature, Medium medium) {
    return feature.compatibility() == Compatibility.INCOMPATIBLE
        || (feature.compatibility() == Compatibility.READ_ONLY && !medium.isReadOnly());
  }

  /**
   * Adds all that is known to the features of a home, in one durable step.
   *
   * @param medium keeps the home
   * @return the names of those that it did not list
   */
  public static List<String> upgrade(Medium medium) {
    List<String> added = medium.upgrade(known()).stream().map(HomeFeature::name).sorted().toList();
    LOG.info("Upgraded home {}: added {}", medium.location(), added);
    return added;
  }
}

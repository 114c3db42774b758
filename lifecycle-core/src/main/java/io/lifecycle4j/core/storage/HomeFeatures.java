package io.lifecycle4j.core.storage;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.spi.BlobArea;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.HomeFeature.Compatibility;
import io.lifecycle4j.storage.spi.LayeredMedium;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.MediumLayer;
import java.time.InstantSource;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The features of the home format that the installed plug-ins know. The library itself adds none to
 * the format so far.
 */
public final class HomeFeatures {
  private static final Logger LOG = LoggerFactory.getLogger(HomeFeatures.class);

  private HomeFeatures() {}

  /** Returns all known features. Those of a plug-in are added by an upgrade, not in a new home. */
  static List<HomeFeature> known() {
    return layers().stream().map(MediumLayer::feature).toList();
  }

  /**
   * Returns all known features, for which the class path is searched when they are asked for: most
   * homes list none, and opening a home must be quick.
   */
  static Collection<HomeFeature> searched() {
    return new AbstractCollection<>() {
      @Override
      public Iterator<HomeFeature> iterator() {
        return known().iterator();
      }

      @Override
      public int size() {
        return known().size();
      }
    };
  }

  /** Creates new layers, since a layer may keep state of the home it covers. */
  private static List<MediumLayer> layers() {
    return ServiceLoader.load(MediumLayer.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  /**
   * Covers a medium with the given layer, or else the one on the class path; without any, returns
   * the medium itself.
   *
   * @throws ReadOnlyException if the home requires a feature that is unknown
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

  /** Returns the stores that hold the bytes of a home, its own first. */
  public static List<BlobArea> areas(Medium home) {
    return home instanceof LayeredMedium layered ? layered.areas() : List.of(home::blobs);
  }

  private static void check(Medium medium) {
    Collection<HomeFeature> known = searched();
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
   * Adds all known features to a home, in one durable step.
   *
   * @return the names of the added features
   */
  public static List<String> upgrade(Medium medium) {
    List<String> added = medium.upgrade(known()).stream().map(HomeFeature::name).sorted().toList();
    if (!added.isEmpty()) {
      LOG.info("Upgraded home {}: added {}", medium.location(), added);
    }
    return added;
  }
}

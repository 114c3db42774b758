package io.lifecycle4j.core.storage;

import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.HomeFeature.Compatibility;
import io.lifecycle4j.storage.spi.Medium;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The features of the format of homes that this library knows. */
public final class HomeFeatures {
  /** Blobs may lie in another tier, where the journal {@code tiers} says. */
  public static final HomeFeature TIERS = new HomeFeature("tiers", Compatibility.INCOMPATIBLE);

  /** All of them; a new home lists them. */
  static final List<HomeFeature> KNOWN = List.of(TIERS);

  private static final Logger LOG = LoggerFactory.getLogger(HomeFeatures.class);

  private HomeFeatures() {}

  /**
   * Throws if this library must not use a home as it was opened, whatever its medium looked at
   * itself.
   *
   * @param medium keeps the home
   * @throws ReadOnlyException if the home lists a feature that must be known, and is not
   */
  public static void check(Medium medium) {
    List<String> unknown =
        medium.features().stream()
            .filter(feature -> !KNOWN.contains(feature) && isNeeded(feature, medium))
            .map(HomeFeature::name)
            .toList();
    if (!unknown.isEmpty()) {
      throw new ReadOnlyException(
          "Cannot open home "
              + medium.location()
              + ": it needs "
              + unknown
              + " (written by a newer version of Lifecycle4j)");
    }
  }

  private static boolean isNeeded(HomeFeature feature, Medium medium) {
    return feature.compatibility() == Compatibility.INCOMPATIBLE
        || (feature.compatibility() == Compatibility.READ_ONLY && !medium.isReadOnly());
  }

  /**
   * Throws unless a home lists a feature, before it is used.
   *
   * @param medium keeps the home
   * @param feature the feature
   * @param doing what would use it, for the message
   * @throws ReadOnlyException if the home does not list it
   */
  public static void require(Medium medium, HomeFeature feature, String doing) {
    if (!medium.features().contains(feature)) {
      throw new ReadOnlyException(
          "Cannot "
              + doing
              + ": home "
              + medium.location()
              + " does not list the feature "
              + feature.name()
              + " (add it with maintenance().upgrade(); older libraries may not open the home then)");
    }
  }

  /**
   * Adds all that this library knows to the features of a home, in one durable step.
   *
   * @param medium keeps the home
   * @return the names of those that it did not list
   */
  public static List<String> upgrade(Medium medium) {
    List<String> added = medium.upgrade(KNOWN).stream().map(HomeFeature::name).sorted().toList();
    LOG.info("Upgraded home {}: added {}", medium.location(), added);
    return added;
  }
}

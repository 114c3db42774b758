package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

/**
 * An optional feature of the format of homes, unknown to some versions of the library. A home lists
 * the features that its writers may use; only {@link Medium#upgrade} adds one.
 *
 * @param name the name, such as {@code tiers}
 * @param compatibility what a version of the library that does not know the feature may do with the
 *     home
 */
public record HomeFeature(String name, Compatibility compatibility) {
  /** Checks the parts. */
  public HomeFeature {
    checkName("feature", name);
    required(compatibility, "compatibility");
  }

  /**
   * What a version of the library that does not know a feature may do with a home that lists it.
   */
  public enum Compatibility {
    /** It may read and write the home. */
    COMPATIBLE,

    /** It may only read the home. */
    READ_ONLY,

    /** It must not open the home. */
    INCOMPATIBLE
  }
}

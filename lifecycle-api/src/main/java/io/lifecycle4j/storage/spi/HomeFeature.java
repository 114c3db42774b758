package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

/**
 * A part of the format of homes that not every library knows. A home lists the features that its
 * writers may use; only {@link Medium#upgrade} adds one.
 *
 * @param name its name, such as {@code tiers}
 * @param compatibility what a library may do with a home that lists it, if it does not know it
 */
public record HomeFeature(String name, Compatibility compatibility) {
  /** Checks the parts. */
  public HomeFeature {
    checkName("feature", name);
    required(compatibility, "compatibility");
  }

  /** What a library that does not know a feature may do with a home that lists it. */
  public enum Compatibility {
    /** It may read and write the home. */
    COMPATIBLE,

    /** It may only read the home. */
    READ_ONLY,

    /** It must not open the home. */
    INCOMPATIBLE
  }
}

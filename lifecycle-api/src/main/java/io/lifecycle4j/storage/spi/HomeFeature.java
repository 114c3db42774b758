package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.ReadOnlyException;

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
   * Throws unless a home lists this feature, before it is used.
   *
   * @param medium keeps the home
   * @param doing what would use it, for the message
   * @throws ReadOnlyException if the home does not list it
   */
  public void requireIn(Medium medium, String doing) {
    required(doing, "what would use it");
    if (!required(medium, "medium").features().contains(this)) {
      throw new ReadOnlyException(
          "Cannot "
              + doing
              + ": home "
              + medium.location()
              + " does not list the feature "
              + name
              + " (add it with maintenance().upgrade(); libraries without it may not open the home"
              + " then)");
    }
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

package io.lifecycle4j.profile.spi;

import io.lifecycle4j.profile.Profile;

/**
 * Writes profiles for people. Found by {@link java.util.ServiceLoader}; {@code lifecycle-core} has
 * the one there is. Thread-safe.
 */
public interface ProfileWriter {
  /**
   * Writes a profile; see {@link Profile#markdown()}.
   *
   * @param profile the profile
   * @return Markdown
   */
  String markdown(Profile profile);
}

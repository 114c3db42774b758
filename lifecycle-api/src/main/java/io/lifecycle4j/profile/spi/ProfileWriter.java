package io.lifecycle4j.profile.spi;

import io.lifecycle4j.profile.Profile;

/**
 * Formats profiles as readable text. Found by {@link java.util.ServiceLoader}; {@code
 * lifecycle-core} contains the only implementation. Thread-safe.
 */
public interface ProfileWriter {
  /**
   * Formats a profile; see {@link Profile#markdown()}.
   *
   * @param profile the profile
   * @return Markdown
   */
  String markdown(Profile profile);
}

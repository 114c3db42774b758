package io.lifecycle4j.monitoring.spi;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.profile.Profile;

/**
 * The rows of one season in both samples.
 *
 * @param reference the rows of the reference in the season, in the same bins and texts as in all
 *     other seasons
 * @param window the rows of the window in the season
 */
public record SeasonWindow(Profile reference, DriftSummary window) {
  /** Checks the parts. */
  public SeasonWindow {
    required(reference, "reference");
    required(window, "window");
  }
}

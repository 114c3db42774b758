package io.lifecycle4j.core.monitoring.quality;

import io.lifecycle4j.core.evaluation.KeptFigures;
import io.lifecycle4j.error.LifecycleException;
import java.util.Optional;

/**
 * What an evaluation kept of the held-out rows of a version.
 *
 * @param figures empty if it was not evaluated, or a function answers
 * @param problem why they cannot be read, in brackets; empty if they can
 */
record HeldOut(Optional<KeptFigures> figures, String problem) {
  static final HeldOut NONE = new HeldOut(Optional.empty(), "");

  static HeldOut of(LiveSource source, int version) {
    try {
      return new HeldOut(
          version == LiveSource.FUNCTION ? Optional.empty() : source.versions().figures(version),
          "");
    } catch (LifecycleException e) { // what is measured by labels needs none of it
      return new HeldOut(Optional.empty(), " (" + e.getMessage() + ")");
    }
  }
}

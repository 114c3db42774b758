package io.lifecycle4j.monitoring.spi;

import io.lifecycle4j.monitoring.DriftReport.Divergence;
import io.lifecycle4j.profile.Profile;
import java.util.List;

/**
 * Compares a window with a reference. A backend implements it; the library handles windows and the
 * rate of false alarms.
 *
 * <p>Thread-safe.
 */
public interface DriftDetector {
  /**
   * Creates a recorder of one window.
   *
   * @param reference the reference of the window; columns are recorded in its order
   * @return an empty recorder
   */
  DriftRecorder recorder(Profile reference);

  /**
   * Compares a window with its reference.
   *
   * @param reference the reference
   * @param window a snapshot of a recorder that was created for the reference
   * @return one result for each column that can be compared, in the order of the reference
   */
  List<Divergence> compare(Profile reference, Profile window);
}

package io.lifecycle4j.monitoring;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The drift reports of a model in its home, at least the last 10,000. They are of all versions and
 * processes, and survive restarts.
 *
 * <p>Thread-safe. Each call reads the home.
 */
public interface DriftReports {
  /**
   * Finds a report.
   *
   * @param id the {@linkplain DriftReport#id() id} of the report
   * @return the report, or empty if it is not kept
   */
  Optional<DriftReport> find(String id);

  /**
   * Finds the newest report.
   *
   * @return the report, or empty if there is none
   */
  Optional<DriftReport> findNewest();

  /**
   * Finds the newest report of a version.
   *
   * @param version the version, such as {@code fraud:7}
   * @return the report, or empty if there is none
   */
  Optional<DriftReport> findNewest(String version);

  /**
   * Returns the reports of windows that closed between two times.
   *
   * @param from the start, inclusive
   * @param to the end, exclusive
   * @return the reports in the order in which the windows were evaluated
   * @throws io.lifecycle4j.error.InvalidValueException if the end is before the start
   */
  List<DriftReport> between(Instant from, Instant to);

  /**
   * Returns the newest reports with drift.
   *
   * @param most the largest number of reports, at least 1
   * @return the reports, the newest first
   * @throws io.lifecycle4j.error.InvalidValueException if the number is not positive
   */
  List<DriftReport> drifted(int most);
}

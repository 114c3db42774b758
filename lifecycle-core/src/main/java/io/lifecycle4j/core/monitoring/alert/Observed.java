package io.lifecycle4j.core.monitoring.alert;

import io.lifecycle4j.monitoring.AlertCause;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * What was seen in a window.
 *
 * @param source identifies the window, so that it is not counted twice: the id of its report
 * @param version the version that served, such as {@code fraud:7}
 * @param seen the causes that are present
 * @param isJudged whether a cause would have been seen if it were present; false if its column has
 *     too few rows, or belongs to another window
 */
public record Observed(
    String source,
    String version,
    Window window,
    List<Sighting> seen,
    Predicate<AlertCause> isJudged) {
  /**
   * The predictions of a window.
   *
   * @param from the time of the first one, or before
   * @param to the end of the window
   */
  public record Window(Instant from, Instant to, long rows) {}
}

package io.lifecycle4j.core.monitoring.alert;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertHint;
import io.lifecycle4j.monitoring.AlertHint.Remedy;
import io.lifecycle4j.monitoring.AlertSeverity;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Windows of an hour and 100 predictions each, in which columns drift. */
final class Windows {
  static final AlertCause AMOUNT = AlertCause.drift("amount");
  static final AlertCause COUNTRY = AlertCause.drift("country");

  private Windows() {}

  /** Returns the begin of a window. */
  static Instant begin(int window) {
    return Fixtures.TIME.plusSeconds(3_600L * window);
  }

  static Observed quiet(int window) {
    return of(window, new Sighting[0]);
  }

  static Observed of(int window, Sighting... seen) {
    return of("report-" + window, window, seen);
  }

  static Observed of(String source, int window, Sighting... seen) {
    return new Observed(
        source,
        "fraud:7",
        new Observed.Window(begin(window), begin(window + 1), 100),
        Arrays.asList(seen),
        cause -> cause.kind() == AlertCause.Kind.DRIFT);
  }

  static Sighting sighting(AlertCause cause, AlertSeverity severity) {
    return new Sighting(
        cause,
        severity,
        cause.subject() + " drifted",
        Map.of("effect", 0.5, "p", 1e-9),
        List.of(new AlertHint(Remedy.CHECK_SOURCE, "missing 0 % to 12 %")));
  }
}

package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.core.monitoring.Wording.number;

import io.lifecycle4j.monitoring.AlertHint;
import io.lifecycle4j.monitoring.AlertHint.Remedy;
import io.lifecycle4j.monitoring.Divergence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What speaks for a broken source: missing values, unseen texts, other units, a stuck sensor. */
final class SourceHints {
  /** A smaller rise of a share is not mentioned. */
  private static final double RISE = 0.01;

  /** How far a factor may be from that of two units. */
  private static final double TOLERANCE = 0.1;

  /** Factors between units that are mixed up. */
  private static final List<Unit> UNITS =
      List.of(
          new Unit(25.4, "inches and millimetres"),
          new Unit(2.54, "inches and centimetres"),
          new Unit(3.2808, "feet and metres"),
          new Unit(1.6093, "miles and kilometres"),
          new Unit(2.2046, "pounds and kilograms"),
          new Unit(1.8, "degrees Fahrenheit and Celsius"),
          new Unit(100, "percent and shares, or cents"),
          new Unit(1_000, "thousands"),
          new Unit(1_000_000, "millions"),
          new Unit(60, "minutes and seconds, or hours and minutes"),
          new Unit(3_600, "hours and seconds"));

  private static final double FREEZING = 32;

  private SourceHints() {}

  private record Unit(double factor, String names) {}

  static List<AlertHint> of(Divergence divergence) {
    Map<String, Double> figures = divergence.figures();
    List<AlertHint> hints = new ArrayList<>();
    rise(figures, "missing", "values are missing", hints);
    rise(figures, "unseen", "texts are unseen in the reference", hints);
    if (figures.containsKey("deviation.before")) {
      spread(figures, hints);
    }
    return hints;
  }

  private static void rise(
      Map<String, Double> figures, String name, String what, List<AlertHint> hints) {
    double before = figure(figures, name + ".before");
    double after = figure(figures, name + ".after");
    if (after - before >= RISE && after >= 2 * before) {
      add(
          hints,
          String.format(
              Locale.ROOT, "%.1f %% of the %s (%.1f %% before)", 100 * after, what, 100 * before));
    }
  }

  private static void spread(Map<String, Double> figures, List<AlertHint> hints) {
    double before = figure(figures, "deviation.before");
    double after = figure(figures, "deviation.after");
    if (before > 0 && after == 0) {
      add(hints, "all values are " + number(figure(figures, "mean.after")));
    } else if (before > 0) {
      double factor = after / before;
      UNITS.stream()
          .filter(unit -> isBetween(unit, factor, figures))
          .findFirst()
          .ifPresent(
              unit ->
                  add(
                      hints,
                      String.format(
                          Locale.ROOT,
                          "mean and deviation are multiplied by %s, as between %s",
                          number(factor),
                          unit.names())));
    }
  }

  /** The deviation alone may change by any factor; so the mean must have changed by it, too. */
  private static boolean isBetween(Unit unit, double factor, Map<String, Double> figures) {
    double before = figure(figures, "mean.before");
    double after = figure(figures, "mean.after");
    if (unit.factor() == 1.8) {
      return (isNear(factor, 1.8) && isNear(after, 1.8 * before + FREEZING))
          || (isNear(factor, 1 / 1.8) && isNear(after, (before - FREEZING) / 1.8));
    }
    return (isNear(factor, unit.factor()) && isNear(after / before, unit.factor()))
        || (isNear(factor, 1 / unit.factor()) && isNear(after / before, 1 / unit.factor()));
  }

  private static boolean isNear(double value, double wanted) {
    return Math.abs(value - wanted) <= TOLERANCE * Math.abs(wanted);
  }

  /** Returns a figure; 0 if a detector gives none of that name. */
  private static double figure(Map<String, Double> figures, String name) {
    return figures.getOrDefault(name, 0.0);
  }

  private static void add(List<AlertHint> hints, String reason) {
    hints.add(new AlertHint(Remedy.CHECK_SOURCE, reason));
  }
}

package io.lifecycle4j.core.registry.gates;

import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Formats the figures of verdicts, the same in every locale. */
final class GateFigures {
  /** Smaller values would keep hardly a digit in four decimals. */
  private static final double SMALL = 0.001;

  private static final double LARGE = 1e7;

  /** Follows a metric that the held-out rows or the outputs of the model leave undefined. */
  static final String UNDEFINED =
      " (must be a finite number: hold out rows that define it, such as some of each class)";

  /** Follows an interval that the errors of a few rows decide. */
  static final String FEW_ROWS = "; the errors of one or two rows make up most of the difference";

  private GateFigures() {}

  /** Formats four decimals, or four digits if the value is very small or great; -0.0 as 0.0. */
  static String figure(double value) {
    double size = Math.abs(value);
    boolean plain = size == 0 || (size >= SMALL && size < LARGE) || !Double.isFinite(size);
    return String.format(Locale.ROOT, plain ? "%.4f" : "%.3e", value + 0.0);
  }

  /** Formats a value so that it differs from the bound shown beside it, if their values differ. */
  static String figure(double value, double bound) {
    String text = figure(value);
    boolean misleading = value != bound && text.equals(figure(bound));
    return misleading ? Double.toString(value) : text;
  }

  /** Formats how much worse a candidate is. */
  static String difference(double worse) {
    if (worse == 0) {
      return "equal";
    }
    return worse > 0 ? "worse by " + figure(worse) : "better by " + figure(-worse);
  }

  /**
   * Formats an interval of how much worse a candidate is.
   *
   * @param bound the margin, from which a figure shown as equal must differ
   */
  static String worsening(double lower, double upper, double bound) {
    if (lower == 0 && upper == 0) {
      return "neither better nor worse";
    }
    if (lower >= 0) {
      return figure(lower) + " to " + figure(upper, bound) + " worse";
    }
    return upper <= 0
        ? figure(-upper) + " to " + figure(-lower) + " better"
        : figure(-lower) + " better to " + figure(upper, bound) + " worse";
  }

  /** Formats the score of {@link PairedAccuracy}. */
  static String score(double score, Level level) {
    double needed = level.critical();
    return "; Z " + figure(score, needed) + " (needs " + figure(needed) + ")";
  }

  /** Says how many rows a metric rests on; empty if on all. */
  static String restsOn(int carrying, int rows) {
    return carrying < rows ? " (it rests on " + carrying + " of them)" : "";
  }

  /** Says which difference the rows can show; empty if it is within the margin. */
  static String power(double detectable, double margin) {
    return detectable > margin && Double.isFinite(detectable)
        ? "; these rows can show a difference of "
            + new BigDecimal(detectable).round(new MathContext(2, RoundingMode.CEILING)).toString()
        : "";
  }

  /** Says how many rows a comparison needs that rests on a few. */
  static String tooFew(int carrying, int rows) {
    return "; at least "
        + PairedBootstrap.MIN_ROWS
        + (carrying < rows ? " such" : "")
        + " held-out rows are needed";
  }

  /** Judges whether a metric of rows can be compared with that of other rows; empty if it can. */
  static Optional<GateVerdict> incomparable(ScoredRows rows, String metric) {
    OptionalDouble value = rows.find(metric);
    if (value.isEmpty()) {
      return Optional.of(error(metric, missing(metric, rows.metrics().keySet())).build());
    }
    if (!Double.isFinite(value.getAsDouble())) {
      String why = metric + " is " + value.getAsDouble() + UNDEFINED;
      return Optional.of(error(metric, why).undefinedMetric().build());
    }
    return rows.isComparable(metric)
        ? Optional.empty()
        : Optional.of(
            error(metric, "Comparison does not exist: " + metric + ScoredRows.NEITHER).build());
  }

  /** Begins the verdict on what cannot be judged. */
  static GateVerdict.Builder error(String gate, String why) {
    return GateVerdict.builder(gate, Verdict.ERROR, why);
  }

  /** Says of which rows it is that a metric cannot be compared. */
  static GateVerdict of(String rows, GateVerdict problem) {
    return problem.saying(problem.verdict(), rows + ": " + problem.explanation());
  }

  static String missing(String metric, Collection<String> names) {
    return metric
        + " is missing ("
        + (names.isEmpty() ? "there are none" : "there are " + String.join(", ", names))
        + ")";
  }
}

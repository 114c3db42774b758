package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Metric.Needs;
import io.lifecycle4j.schema.MetricRange;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A metric of a classification, parsed from its name.
 *
 * @param parameter the beta of {@link Kind#F}, the k of {@link Kind#TOP_K}; otherwise 0
 * @param index the class if the metric refers to one class; otherwise -1
 */
record ClassMetric(Kind kind, double parameter, Over over, int index) {
  enum Kind {
    ACCURACY("accuracy"),
    BALANCED_ACCURACY("balanced_accuracy"),
    MATTHEWS("mcc"),
    LOG_LOSS("log_loss"),
    BRIER("brier"),
    CALIBRATION_ERROR("ece"),
    MAJORITY("baseline_accuracy"),
    TOP_K("top_([1-9][0-9]{0,5})_accuracy"),
    PRECISION("precision"),
    RECALL("recall"),
    SPECIFICITY("specificity"),
    F("f([0-9]{1,3}(?:\\.[0-9]{1,3})?)"),
    ROC_AUC("roc_auc"),
    AVERAGE_PRECISION("average_precision");

    private final String name;

    Kind(String name) {
      this.name = name;
    }

    boolean byClass() {
      return compareTo(PRECISION) >= 0;
    }

    boolean ranks() {
      return compareTo(ROC_AUC) >= 0;
    }

    Needs needs() {
      return switch (this) {
        case LOG_LOSS, BRIER, CALIBRATION_ERROR, TOP_K, ROC_AUC, AVERAGE_PRECISION ->
            Needs.PROBABILITIES;
        default -> Needs.ANSWERS;
      };
    }

    /** What each name of the kind begins with. */
    private String prefix() {
      int parameter = name.indexOf('(');
      return parameter < 0 ? name : name.substring(0, parameter);
    }

    private Pattern pattern() {
      return Pattern.compile(name + (byClass() ? "(?:_(macro|micro|weighted)|\\[(.+)])?" : ""));
    }
  }

  /** The classes that a metric refers to. */
  enum Over {
    ALL,
    ONE,
    MACRO,
    MICRO,
    WEIGHTED
  }

  private static final List<String> OF_TWO =
      List.of(
          "accuracy",
          "average_precision",
          "balanced_accuracy",
          "baseline_accuracy",
          "brier",
          "ece",
          "f1",
          "log_loss",
          "mcc",
          "precision",
          "recall",
          "roc_auc",
          "specificity");

  private static final List<String> OF_MORE =
      List.of(
          "accuracy",
          "average_precision_macro",
          "balanced_accuracy",
          "baseline_accuracy",
          "brier",
          "ece",
          "f1_macro",
          "log_loss",
          "mcc",
          "precision_macro",
          "recall_macro",
          "roc_auc_macro",
          "specificity_macro");

  private record Named(Kind kind, String prefix, Pattern pattern) {
    /** Matches a name, which happens for each resample of a bootstrap: patterns are slow. */
    Optional<Matcher> matched(String text) {
      return text.startsWith(prefix)
          ? Optional.of(pattern.matcher(text)).filter(Matcher::matches)
          : Optional.empty();
    }
  }

  private static final List<Named> NAMES =
      Arrays.stream(Kind.values())
          .map(kind -> new Named(kind, kind.prefix(), kind.pattern()))
          .toList();

  /**
   * Returns the names of the metrics of an evaluation, in alphabetical order; those of two and of
   * more classes as long as these are not known.
   */
  static List<String> listed(List<String> classes) {
    if (classes.isEmpty()) {
      return Stream.concat(OF_TWO.stream(), OF_MORE.stream()).distinct().sorted().toList();
    }
    return classes.size() == 2 ? OF_TWO : OF_MORE;
  }

  Better better() {
    return switch (kind) {
      case LOG_LOSS, BRIER, CALIBRATION_ERROR -> Better.LOWER;
      case MAJORITY -> Better.NONE;
      default -> Better.HIGHER;
    };
  }

  /** Returns the metric with its range. */
  Metric as(String name, int classes) {
    MetricRange range =
        switch (kind) {
          case LOG_LOSS -> MetricRange.ERROR;
          case BRIER -> classes == 2 ? MetricRange.SHARE : new MetricRange(0, 2);
          case MATTHEWS -> new MetricRange(-1, 1);
          default -> MetricRange.SHARE;
        };
    return new Metric(name, better(), range, kind.needs());
  }

  /**
   * Parses the name of a metric.
   *
   * @param classes the names of the classes; empty if they are not known yet
   * @param positive the index of the class that a metric of one of two classes refers to
   */
  static Optional<ClassMetric> parse(String text, List<String> classes, int positive) {
    for (Named named : NAMES) {
      Optional<Matcher> matcher = named.matched(text);
      if (matcher.isPresent()) {
        int unnamed = classes.size() == 2 ? positive : -1;
        return read(named.kind, matcher.get(), classes, unnamed);
      }
    }
    return Optional.empty();
  }

  private static Optional<ClassMetric> read(
      Kind kind, Matcher matcher, List<String> classes, int unnamed) {
    boolean parameterized = kind == Kind.F || kind == Kind.TOP_K;
    double parameter = parameterized ? Double.parseDouble(matcher.group(1)) : 0;
    if (!kind.byClass()) {
      return Optional.of(new ClassMetric(kind, parameter, Over.ALL, -1));
    }
    String average = matcher.group(parameterized ? 2 : 1);
    return average != null
        ? averaged(kind, parameter, average)
        : ofOne(kind, parameter, matcher.group(parameterized ? 3 : 2), classes, unnamed);
  }

  private static Optional<ClassMetric> averaged(Kind kind, double parameter, String average) {
    Over over = Over.valueOf(average.toUpperCase(Locale.ROOT));
    return over == Over.MICRO && kind.ranks()
        ? Optional.empty()
        : Optional.of(new ClassMetric(kind, parameter, over, -1));
  }

  private static Optional<ClassMetric> ofOne(
      Kind kind, double parameter, @Nullable String name, List<String> classes, int unnamed) {
    int index = name == null ? unnamed : classes.indexOf(name);
    return index < 0 && !classes.isEmpty()
        ? Optional.empty()
        : Optional.of(new ClassMetric(kind, parameter, Over.ONE, index));
  }
}

package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Metric.Needs;
import io.lifecycle4j.schema.MetricRange;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A metric of a multi-label classification, parsed from its name.
 *
 * @param beta the beta of {@link Kind#F}; otherwise 0
 * @param index the label if the metric refers to one; otherwise -1
 */
record LabelMetric(Kind kind, double beta, Over over, int index) {
  enum Kind {
    SUBSET_ACCURACY,
    HAMMING_LOSS,
    LOG_LOSS,
    BRIER,
    PRECISION,
    RECALL,
    SPECIFICITY,
    F,
    ROC_AUC,
    AVERAGE_PRECISION;

    boolean ranks() {
      return this == ROC_AUC || this == AVERAGE_PRECISION;
    }

    Needs needs() {
      return ranks() || this == LOG_LOSS || this == BRIER ? Needs.PROBABILITIES : Needs.ANSWERS;
    }
  }

  /** What a metric counts together. */
  enum Over {
    ONE,
    MACRO,
    MICRO,
    WEIGHTED,
    SAMPLES
  }

  static final List<String> LISTED =
      List.of(
          "average_precision_macro",
          "brier",
          "f1_macro",
          "f1_micro",
          "f1_samples",
          "hamming_loss",
          "log_loss",
          "precision_macro",
          "recall_macro",
          "roc_auc_macro",
          "subset_accuracy");

  private static final Pattern OF_ROWS = Pattern.compile("subset_accuracy|hamming_loss");

  private static final Pattern MEAN = Pattern.compile("(log_loss|brier)(?:\\[(.+)])?");

  private static final Pattern BY_LABEL =
      Pattern.compile(
          "(precision|recall|specificity|roc_auc|average_precision|f([0-9]{1,3}(?:\\.[0-9]{1,3})?))"
              + "(?:_(macro|micro|weighted|samples)|\\[(.+)])");

  Better better() {
    return switch (kind) {
      case HAMMING_LOSS, LOG_LOSS, BRIER -> Better.LOWER;
      default -> Better.HIGHER;
    };
  }

  /** Returns the metric with its range. */
  Metric as(String name) {
    MetricRange range = kind == Kind.LOG_LOSS ? MetricRange.ERROR : MetricRange.SHARE;
    return new Metric(name, better(), range, kind.needs());
  }

  /** Parses the name of a metric. */
  static Optional<LabelMetric> parse(String text, List<String> labels) {
    if (OF_ROWS.matcher(text).matches()) {
      return Optional.of(new LabelMetric(kind(text), 0, Over.MACRO, -1));
    }
    Matcher mean = MEAN.matcher(text);
    if (mean.matches()) {
      return over(
          kind(mean.group(1)), 0, mean.group(2) == null ? "macro" : null, mean.group(2), labels);
    }
    Matcher one = BY_LABEL.matcher(text);
    if (!one.matches()) {
      return Optional.empty();
    }
    return one.group(2) == null
        ? over(kind(one.group(1)), 0, one.group(3), one.group(4), labels)
        : over(Kind.F, Double.parseDouble(one.group(2)), one.group(3), one.group(4), labels);
  }

  private static Kind kind(String name) {
    return Kind.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static Optional<LabelMetric> over(
      Kind kind,
      double beta,
      @Nullable String average,
      @Nullable String label,
      List<String> labels) {
    if (average == null) {
      int index = label == null ? -1 : labels.indexOf(label);
      return index < 0
          ? Optional.empty()
          : Optional.of(new LabelMetric(kind, beta, Over.ONE, index));
    }
    Over over = Over.valueOf(average.toUpperCase(Locale.ROOT));
    return over == Over.SAMPLES && kind.ranks()
        ? Optional.empty()
        : Optional.of(new LabelMetric(kind, beta, over, -1));
  }
}

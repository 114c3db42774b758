package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.core.evaluation.LabelMetric.Over;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Scores of a multi-label classifier. Immutable and thread-safe. */
final class LabelScores implements Scores {
  /** Keeps the loss finite if the probability is 0 or 1, as scikit-learn does. */
  private static final double LEAST = Math.ulp(1.0);

  private final List<String> names;
  private final double[][] probabilities;
  private final boolean[][] labels;
  private final boolean[][] chosen;
  private final boolean[] exact;
  private final Ranking[] rankings;
  private @Nullable Ranking together;

  /**
   * Scores a classifier.
   *
   * @param probabilities {@code [rows][labels]}; one that is not a number is a wrong choice
   */
  LabelScores(List<String> names, double[][] probabilities, boolean[][] labels) {
    this.names = List.copyOf(names);
    this.probabilities = probabilities;
    this.labels = labels;
    this.chosen = new boolean[labels.length][names.size()];
    this.exact = new boolean[labels.length];
    for (int row = 0; row < labels.length; row++) {
      exact[row] = true;
      for (int label = 0; label < names.size(); label++) {
        double probability = probabilities[row][label];
        boolean own = labels[row][label];
        chosen[row][label] = Double.isNaN(probability) ? !own : probability > 0.5;
        exact[row] &= chosen[row][label] == own;
      }
    }
    this.rankings =
        IntStream.range(0, names.size())
            .mapToObj(label -> ranking(IntStream.range(0, labels.length), row -> label))
            .toArray(Ranking[]::new);
  }

  private Ranking ranking(IntStream rows, IntUnaryOperator label) {
    int[] places = rows.toArray();
    double[] scores = new double[places.length];
    boolean[] own = new boolean[places.length];
    for (int i = 0; i < places.length; i++) {
      int row = places[i];
      scores[i] = probabilities[row][label.applyAsInt(i)] + 0.0;
      own[i] = labels[row][label.applyAsInt(i)];
    }
    return new Ranking(scores, own);
  }

  /** Ranks all rows and labels, which is slow and seldom asked for. */
  private synchronized Ranking together() {
    if (together == null) {
      int width = names.size();
      IntStream rows = IntStream.range(0, labels.length * width).map(place -> place / width);
      together = ranking(rows, place -> place % width);
    }
    return together;
  }

  @Override
  public Optional<boolean[]> counted(String name) {
    return LabelMetric.parse(name, names).flatMap(this::counted).map(this::rows);
  }

  private Optional<IntPredicate> counted(LabelMetric metric) {
    if (metric.kind() == LabelMetric.Kind.SUBSET_ACCURACY) {
      return Optional.of(row -> exact[row]);
    }
    int label = metric.index();
    return metric.over() != Over.ONE
        ? Optional.empty()
        : switch (metric.kind()) {
          case PRECISION, RECALL -> Optional.of(row -> labels[row][label] && chosen[row][label]);
          case SPECIFICITY -> Optional.of(row -> !labels[row][label] && !chosen[row][label]);
          default -> Optional.empty();
        };
  }

  @Override
  public Optional<boolean[]> basis(String name) {
    return LabelMetric.parse(name, names).flatMap(this::basis).map(this::rows);
  }

  private Optional<IntPredicate> basis(LabelMetric metric) {
    return switch (metric.kind()) {
      case SUBSET_ACCURACY, HAMMING_LOSS, LOG_LOSS, BRIER -> Optional.empty();
      default ->
          switch (metric.over()) {
            case ONE -> Optional.of(basis(metric.kind(), metric.index()));
            case MACRO -> Optional.of(basis(metric.kind(), rarest(metric.kind())));
            default ->
                Optional.of(row -> IntStream.range(0, names.size()).anyMatch(l -> labels[row][l]));
          };
    };
  }

  private IntPredicate basis(LabelMetric.Kind kind, int label) {
    IntPredicate own = row -> labels[row][label];
    return switch (kind) {
      case PRECISION -> row -> chosen[row][label];
      case SPECIFICITY -> own.negate();
      case ROC_AUC -> 2 * count(own) <= labels.length ? own : own.negate();
      default -> own;
    };
  }

  /** Returns the label on which a mean over the labels rests with the fewest rows, but some. */
  private int rarest(LabelMetric.Kind kind) {
    return IntStream.range(0, names.size())
        .boxed()
        .filter(label -> count(basis(kind, label)) > 0)
        .min(Comparator.comparingLong(label -> count(basis(kind, label))))
        .orElse(0);
  }

  private long count(IntPredicate which) {
    return IntStream.range(0, labels.length).filter(which).count();
  }

  private boolean[] rows(IntPredicate which) {
    return Proportion.rows(labels.length, which);
  }

  @Override
  public ToDoubleFunction<String> measure(int[] weights) {
    Sample sample = new Sample(weights);
    return name -> LabelMetric.parse(name, names).map(sample::value).orElse(Double.NaN);
  }

  @Override
  public Optional<Interval> interval(String name, int[] weights) {
    return LabelMetric.parse(name, names).flatMap(metric -> new Sample(weights).interval(metric));
  }

  /** A selection of the rows: each counts as many times as its weight. */
  private final class Sample {
    private final int[] weights;
    private final @Nullable ClassCounts[] counts = new ClassCounts[names.size()];

    Sample(int[] weights) {
      this.weights = weights;
    }

    double value(LabelMetric metric) {
      return switch (metric.kind()) {
        case SUBSET_ACCURACY -> Proportion.of(exact, weights).value();
        case HAMMING_LOSS -> 1 - accuracy(together());
        default ->
            switch (metric.over()) {
              case ONE -> of(metric, metric.index());
              case MICRO -> micro(metric);
              case MACRO -> mean(label -> inMean(metric, label), label -> 1);
              case WEIGHTED ->
                  mean(label -> inMean(metric, label), label -> counts(label).support());
              case SAMPLES -> samples(metric);
            };
      };
    }

    private double accuracy(ClassCounts all) {
      double right = all.truePositives() + all.trueNegatives();
      return right / (right + all.falsePositives() + all.falseNegatives());
    }

    private ClassCounts counts(int label) {
      ClassCounts known = counts[label];
      if (known == null) {
        long[] cells = new long[4];
        for (int row = 0; row < weights.length; row++) {
          cells[cell(row, label)] += weights[row];
        }
        known = counts(cells);
        counts[label] = known;
      }
      return known;
    }

    private ClassCounts row(int row) {
      long[] cells = new long[4];
      for (int label = 0; label < names.size(); label++) {
        cells[cell(row, label)]++;
      }
      return counts(cells);
    }

    private int cell(int row, int label) {
      return (labels[row][label] ? 2 : 0) + (chosen[row][label] ? 1 : 0);
    }

    private ClassCounts counts(long[] cells) {
      return new ClassCounts(cells[3], cells[1], cells[2], cells[0]);
    }

    private ClassCounts together() {
      ClassCounts sum = new ClassCounts(0, 0, 0, 0);
      for (int label = 0; label < names.size(); label++) {
        sum = sum.plus(counts(label));
      }
      return sum;
    }

    private double of(LabelMetric metric, int label) {
      return switch (metric.kind()) {
        case LOG_LOSS -> mean(label, LabelScores::loss);
        case BRIER -> mean(label, LabelScores::square);
        case ROC_AUC -> rankings[label].areas(weights).roc();
        case AVERAGE_PRECISION -> rankings[label].areas(weights).averagePrecision();
        default -> of(metric, counts(label));
      };
    }

    private double inMean(LabelMetric metric, int label) {
      return metric.kind().ranks() || metric.better() == Better.LOWER
          ? of(metric, label)
          : inMean(metric, counts(label));
    }

    private static double inMean(LabelMetric metric, ClassCounts counts) {
      return metric.kind() == LabelMetric.Kind.PRECISION
          ? counts.precisionInMean()
          : of(metric, counts);
    }

    private static double of(LabelMetric metric, ClassCounts counts) {
      return switch (metric.kind()) {
        case PRECISION -> counts.precision().value();
        case RECALL -> counts.recall().value();
        case SPECIFICITY -> counts.specificity().value();
        default -> counts.f(metric.beta());
      };
    }

    private double mean(int label, CellFigure figure) {
      double sum = 0;
      long rows = 0;
      for (int row = 0; row < weights.length; row++) {
        if (weights[row] > 0) {
          sum += weights[row] * figure.of(probabilities[row][label], labels[row][label]);
          rows += weights[row];
        }
      }
      return sum / rows;
    }

    private double micro(LabelMetric metric) {
      if (!metric.kind().ranks()) {
        return of(metric, together());
      }
      int[] repeated = new int[weights.length * names.size()];
      for (int place = 0; place < repeated.length; place++) {
        repeated[place] = weights[place / names.size()];
      }
      RankAreas areas = LabelScores.this.together().areas(repeated);
      return metric.kind() == LabelMetric.Kind.ROC_AUC ? areas.roc() : areas.averagePrecision();
    }

    /** Returns the mean over the labels for which the value is defined. */
    private double mean(IntToDoubleFunction value, IntToDoubleFunction weight) {
      return definedMean(names.size(), value, weight);
    }

    /** Returns the mean over the rows for which the value is defined. */
    private double samples(LabelMetric metric) {
      return definedMean(
          weights.length,
          row -> weights[row] == 0 ? Double.NaN : inMean(metric, row(row)),
          row -> weights[row]);
    }

    /** Returns the interval if there is a formula for it; a bootstrap computes the others. */
    Optional<Interval> interval(LabelMetric metric) {
      if (metric.kind() == LabelMetric.Kind.SUBSET_ACCURACY) {
        return Optional.of(Proportion.of(exact, weights).interval());
      }
      if (metric.kind() == LabelMetric.Kind.HAMMING_LOSS) {
        Proportion right = Proportion.of(exact, weights);
        return value(metric) == 0
            ? Optional.of(new Interval(0, 1 - right.interval().lower()))
            : Optional.empty();
      }
      if (metric.over() == Over.ONE) {
        return ofOne(metric);
      }
      // The labels of a row depend on each other: without errors, their bounds are not combined.
      return metric.better() == Better.HIGHER && value(metric) == 1
          ? Optional.of(new Interval(errorFree(metric), 1))
          : Optional.empty();
    }

    private Optional<Interval> ofOne(LabelMetric metric) {
      int label = metric.index();
      return switch (metric.kind()) {
        case PRECISION -> Optional.of(counts(label).precision().interval());
        case RECALL -> Optional.of(counts(label).recall().interval());
        case SPECIFICITY -> Optional.of(counts(label).specificity().interval());
        case F -> counts(label).fInterval(metric.beta());
        case ROC_AUC -> Optional.of(rankings[label].count(weights).rocAucInterval());
        case AVERAGE_PRECISION ->
            Optional.of(
                rankings[label].areas(weights).averagePrecisionInterval(counts(label).support()));
        default -> Optional.empty();
      };
    }

    /** Returns the lower bound of a metric of rows without an error. */
    private double errorFree(LabelMetric metric) {
      if (metric.over() == Over.MACRO || metric.over() == Over.WEIGHTED) {
        return mean(
            label -> lower(new LabelMetric(metric.kind(), metric.beta(), Over.ONE, label)),
            metric.over() == Over.MACRO ? label -> 1 : label -> counts(label).support());
      }
      long rows = Proportion.of(rows(basis(metric).orElseThrow()), weights).hits();
      return new Proportion(rows, rows).interval().lower();
    }

    private double lower(LabelMetric one) {
      return ofOne(one).map(Interval::lower).orElse(Double.NaN);
    }
  }

  @FunctionalInterface
  private interface CellFigure {
    double of(double probability, boolean own);
  }

  private static double loss(double probability, boolean own) {
    double right = own ? probability : 1 - probability;
    return -Math.log(Math.min(Math.max(right, LEAST), 1 - LEAST));
  }

  private static double square(double probability, boolean own) {
    double error = probability - (own ? 1 : 0);
    return error * error;
  }

  private static double definedMean(
      int count, IntToDoubleFunction value, IntToDoubleFunction weight) {
    double sum = 0;
    double all = 0;
    for (int i = 0; i < count; i++) {
      double one = value.applyAsDouble(i);
      if (!Double.isNaN(one)) {
        sum += weight.applyAsDouble(i) * one;
        all += weight.applyAsDouble(i);
      }
    }
    return sum / all;
  }
}

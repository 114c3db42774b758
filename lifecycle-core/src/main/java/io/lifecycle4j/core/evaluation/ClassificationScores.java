package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.CalibrationBin;
import io.lifecycle4j.schema.ConfusionMatrix;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Scores of a classifier. Immutable and thread-safe. */
final class ClassificationScores implements Scores {
  private final List<String> classes;
  private final int positive;
  private final int[] labels;
  private final int[] choices;
  private final ProbabilityErrors probabilities;
  private final Ranking[] rankings;

  /**
   * Scores a classifier.
   *
   * @param positive the index of the class that a metric of one of two classes refers to
   * @param probabilities {@code [rows][classes]}; NaN if the output is not a number
   * @param choices the predicted class of each row, or {@link Confusion#NONE}
   */
  ClassificationScores(
      List<String> classes, int positive, double[][] probabilities, int[] choices, int[] labels) {
    this.classes = List.copyOf(classes);
    this.positive = positive;
    this.labels = labels;
    this.choices = choices;
    this.probabilities = new ProbabilityErrors(probabilities, labels);
    this.rankings =
        IntStream.range(0, classes.size())
            .mapToObj(index -> ranking(index, probabilities))
            .toArray(Ranking[]::new);
  }

  private Ranking ranking(int index, double[][] probabilities) {
    double[] scores = Arrays.stream(probabilities).mapToDouble(row -> row[index] + 0.0).toArray();
    boolean[] own = new boolean[labels.length];
    for (int row = 0; row < own.length; row++) {
      own[row] = labels[row] == index;
    }
    return new Ranking(scores, own);
  }

  private Optional<ClassMetric> parse(String name) {
    return ClassMetric.parse(name, classes, positive);
  }

  @Override
  public Optional<boolean[]> counted(String name) {
    return parse(name).flatMap(this::counted).map(this::rows);
  }

  private Optional<IntPredicate> counted(ClassMetric metric) {
    int index = metric.index();
    boolean one = metric.over() == ClassMetric.Over.ONE;
    return switch (metric.kind()) {
      case ACCURACY -> Optional.of(row -> choices[row] == labels[row]);
      case TOP_K -> Optional.of(row -> probabilities.isAmong((int) metric.parameter(), row));
      case PRECISION, RECALL ->
          one
              ? Optional.of(row -> labels[row] == index && choices[row] == index)
              : Optional.empty();
      case SPECIFICITY ->
          one
              ? Optional.of(row -> labels[row] != index && choices[row] != index)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  @Override
  public Optional<boolean[]> basis(String name) {
    return parse(name).flatMap(this::basis).map(this::rows);
  }

  private Optional<IntPredicate> basis(ClassMetric metric) {
    int index = metric.index();
    ClassMetric.Kind kind = metric.kind();
    if (kind == ClassMetric.Kind.MATTHEWS) {
      int common = byFrequency().skip(classes.size() - 1).findFirst().orElseThrow();
      return Optional.of(row -> labels[row] != common);
    }
    if (kind == ClassMetric.Kind.BALANCED_ACCURACY || metric.over() == ClassMetric.Over.MACRO) {
      int rare = byFrequency().filter(one -> rows(one) > 0).findFirst().orElseThrow();
      return Optional.of(row -> labels[row] == rare);
    }
    if (!kind.byClass()) {
      return Optional.empty();
    }
    return metric.over() != ClassMetric.Over.ONE
        ? Optional.of(row -> true)
        : switch (kind) {
          case PRECISION -> Optional.of(row -> choices[row] == index);
          case SPECIFICITY -> Optional.of(row -> labels[row] != index);
          case ROC_AUC -> {
            boolean rarer = 2 * rows(index) <= labels.length;
            yield Optional.of(row -> rarer == (labels[row] == index));
          }
          default -> Optional.of(row -> labels[row] == index);
        };
  }

  /** Returns the classes, rarest first. */
  private Stream<Integer> byFrequency() {
    return IntStream.range(0, classes.size()).boxed().sorted(Comparator.comparingLong(this::rows));
  }

  private long rows(int index) {
    return IntStream.of(labels).filter(label -> label == index).count();
  }

  private boolean[] rows(IntPredicate which) {
    return Proportion.rows(labels.length, which);
  }

  @Override
  public ToDoubleFunction<String> measure(int[] weights) {
    Sample sample = new Sample(weights);
    return name -> parse(name).map(sample::value).orElse(Double.NaN);
  }

  @Override
  public Optional<Interval> interval(String name, int[] weights) {
    return parse(name).flatMap(metric -> new Sample(weights).interval(metric));
  }

  @Override
  public Optional<ConfusionMatrix> confusion(int[] weights) {
    return classes.size() > ConfusionMatrix.MOST_CLASSES
        ? Optional.empty()
        : Optional.of(new Sample(weights).confusion().of(classes));
  }

  @Override
  public List<CalibrationBin> calibration(int[] weights) {
    return probabilities.calibration(weights);
  }

  /** A selection of the rows: each counts as many times as its weight. */
  private final class Sample {
    private final int[] weights;
    private final @Nullable RankAreas[] areas = new RankAreas[classes.size()];
    private @Nullable Confusion confusion;

    Sample(int[] weights) {
      this.weights = weights;
    }

    private Confusion confusion() {
      if (confusion == null) {
        confusion = new Confusion(classes.size(), labels, choices, weights);
      }
      return confusion;
    }

    private RankAreas areas(int index) {
      RankAreas known = areas[index];
      if (known == null) {
        known = rankings[index].areas(weights);
        areas[index] = known;
      }
      return known;
    }

    double value(ClassMetric metric) {
      return switch (metric.kind()) {
        case MATTHEWS -> confusion().matthews();
        case BALANCED_ACCURACY -> mean(index -> confusion().of(index).recall().value(), index -> 1);
        case LOG_LOSS -> probabilities.logLoss(weights);
        case BRIER -> probabilities.brier(weights);
        case CALIBRATION_ERROR -> probabilities.calibrationError(weights);
        case MAJORITY -> majority();
        default ->
            metric.kind().byClass() ? byClass(metric) : proportion(metric).orElseThrow().value();
      };
    }

    private Optional<Proportion> proportion(ClassMetric metric) {
      return switch (metric.kind()) {
        case ACCURACY -> Optional.of(confusion().accuracy());
        case TOP_K -> counted(metric).map(which -> Proportion.of(rows(which), weights));
        case PRECISION -> counts(metric).map(ClassCounts::precision);
        case RECALL -> counts(metric).map(ClassCounts::recall);
        case SPECIFICITY -> counts(metric).map(ClassCounts::specificity);
        default -> Optional.empty();
      };
    }

    private Optional<ClassCounts> counts(ClassMetric metric) {
      return switch (metric.over()) {
        case ONE -> Optional.of(confusion().of(metric.index()));
        case MICRO -> Optional.of(together());
        default -> Optional.empty();
      };
    }

    private ClassCounts together() {
      ClassCounts sum = new ClassCounts(0, 0, 0, 0);
      for (int index = 0; index < classes.size(); index++) {
        sum = sum.plus(confusion().of(index));
      }
      return sum;
    }

    private double majority() {
      long most = 0;
      for (int index = 0; index < classes.size(); index++) {
        most = Math.max(most, confusion().of(index).support());
      }
      return (double) most / confusion().accuracy().rows();
    }

    private double byClass(ClassMetric metric) {
      return switch (metric.over()) {
        case ONE -> ofClass(metric, metric.index());
        case MICRO -> of(metric, together());
        case WEIGHTED -> mean(index -> inMean(metric, index), this::support);
        default -> mean(index -> inMean(metric, index), index -> 1);
      };
    }

    private double support(int index) {
      return confusion().of(index).support();
    }

    private double inMean(ClassMetric metric, int index) {
      return metric.kind() == ClassMetric.Kind.PRECISION
          ? confusion().of(index).precisionInMean()
          : ofClass(metric, index);
    }

    private double ofClass(ClassMetric metric, int index) {
      return switch (metric.kind()) {
        case ROC_AUC -> areas(index).roc();
        case AVERAGE_PRECISION -> areas(index).averagePrecision();
        default -> of(metric, confusion().of(index));
      };
    }

    private static double of(ClassMetric metric, ClassCounts counts) {
      return switch (metric.kind()) {
        case PRECISION -> counts.precision().value();
        case RECALL -> counts.recall().value();
        case SPECIFICITY -> counts.specificity().value();
        default -> counts.f(metric.parameter());
      };
    }

    /** Returns the mean over the classes for which the value is defined. */
    private double mean(IntToDoubleFunction value, IntToDoubleFunction weight) {
      double sum = 0;
      double all = 0;
      for (int index = 0; index < classes.size(); index++) {
        double one = value.applyAsDouble(index);
        if (!Double.isNaN(one)) {
          sum += weight.applyAsDouble(index) * one;
          all += weight.applyAsDouble(index);
        }
      }
      return sum / all;
    }

    /** Returns the interval if there is a formula for it; a bootstrap computes the others. */
    Optional<Interval> interval(ClassMetric metric) {
      Optional<Interval> known = formula(metric);
      boolean whole = metric.kind().byClass() || metric.kind() == ClassMetric.Kind.MATTHEWS;
      return known.isEmpty() && whole && value(metric) > 1 - 1e-12
          ? Optional.of(new Interval(metric.kind().ranks() ? least(metric) : errorFree(metric), 1))
          : known;
    }

    private Optional<Interval> formula(ClassMetric metric) {
      if (metric.over() == ClassMetric.Over.ONE) {
        return ofOne(metric, metric.index());
      }
      if (metric.kind() == ClassMetric.Kind.SPECIFICITY
          && metric.over() == ClassMetric.Over.MICRO) {
        return Optional.of(specificityTogether());
      }
      boolean recalls =
          metric.kind() == ClassMetric.Kind.RECALL && metric.over() == ClassMetric.Over.MACRO;
      return recalls || metric.kind() == ClassMetric.Kind.BALANCED_ACCURACY
          ? Optional.of(meanRecall())
          : proportion(metric).map(Proportion::interval);
    }

    /**
     * Returns the interval of the specificity of all classes together from that of a share of rows.
     * A row is a false positive of at most one class, so that its cells are no trials of their own.
     */
    private Interval specificityTogether() {
      ClassCounts sum = together();
      long rows = sum.support();
      int others = classes.size() - 1;
      Interval right = new Proportion(rows - sum.falsePositives(), rows).interval();
      return new Interval(1 - (1 - right.lower()) / others, 1 - (1 - right.upper()) / others);
    }

    private Optional<Interval> ofOne(ClassMetric metric, int index) {
      return switch (metric.kind()) {
        case ROC_AUC -> Optional.of(rankings[index].count(weights).rocAucInterval());
        case AVERAGE_PRECISION ->
            Optional.of(areas(index).averagePrecisionInterval(confusion().of(index).support()));
        case F -> confusion().of(index).fInterval(metric.parameter());
        default -> proportion(metric).map(Proportion::interval);
      };
    }

    /**
     * Returns the interval of the mean of the recalls, which are independent of each other, from
     * their own by MOVER: Zou and Donner, Statistics in Medicine 27 (2008), 1693-1702.
     */
    private Interval meanRecall() {
      double mean = mean(index -> confusion().of(index).recall().value(), index -> 1);
      double below = 0;
      double above = 0;
      int defined = 0;
      for (int index = 0; index < classes.size(); index++) {
        Proportion recall = confusion().of(index).recall();
        if (recall.rows() > 0) {
          below += square(recall.value() - recall.interval().lower());
          above += square(recall.interval().upper() - recall.value());
          defined++;
        }
      }
      return new Interval(mean - Math.sqrt(below) / defined, mean + Math.sqrt(above) / defined);
    }

    /**
     * Returns the lower bound of a metric of rows that are all predicted right, of which a
     * bootstrap knows no other value. Each class may have as many errors as Wilson's interval of
     * its recall allows; what they cost, one class at a time, is combined as by MOVER.
     */
    private double errorFree(ClassMetric metric) {
      double below = 0;
      for (int index = 0; index < classes.size(); index++) {
        Proportion recall = confusion().of(index).recall();
        if (recall.rows() > 0) {
          Sample changed = new Sample(weights);
          changed.confusion = confusion().withErrors(index, 1 - recall.interval().lower());
          below += square(1 - changed.value(metric));
        }
      }
      return Math.max(0, 1 - Math.sqrt(below));
    }

    /** Returns the mean of the lower bounds of the classes, safe however they depend on another. */
    private double least(ClassMetric metric) {
      return mean(
          index -> ofOne(metric, index).map(Interval::lower).orElse(Double.NaN),
          metric.over() == ClassMetric.Over.WEIGHTED ? this::support : index -> 1);
    }

    private static double square(double number) {
      return number * number;
    }
  }
}

package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.schema.MetricRange;
import io.lifecycle4j.schema.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Judges whether a version may be promoted.
 *
 * <p>A gate of your own is like those of the library: implement this interface, and name it among
 * the gates of a model. If it is a record, its components are its parameters. {@link
 * Object#toString()} describes what the gate requires, such as {@code rmse not worse than
 * production by 0.1}; the verdict and messages name the gate by it.
 *
 * <p>Implementations are immutable and thread-safe.
 */
public interface Gate extends Requirement {
  /**
   * Returns the name of this kind of gate.
   *
   * @return the name, such as {@code not_worse_than_production}; constant
   */
  String id();

  /**
   * Returns what the gate needs, so that a metric that does not exist is refused when the model is
   * opened, the version in production is loaded only if a gate compares with it, and all slices are
   * found in a single pass. Default: the version in production, and {@linkplain
   * GateNeed#MORE_THAN_ROWS more than the rows}, so that each promotion asks the gate.
   *
   * @return the needs; constant
   */
  default Set<GateNeed> needs() {
    return Set.of(GateNeed.PRODUCTION, GateNeed.MORE_THAN_ROWS);
  }

  /**
   * Returns a condition on metrics that holds for each version that passes. If no values fulfil it,
   * the gate is refused when the model is opened. Default: it always holds.
   *
   * @return the condition, on metrics and their slices only; constant
   */
  default Condition bounds() {
    return Conditions.always();
  }

  /**
   * Returns what is probably not meant by the gate, to be logged when the model is opened. Default:
   * nothing.
   *
   * @param task the task of the model, which has every metric that the gate needs
   * @return sentences
   */
  default List<String> doubts(Task<?> task) {
    required(task, "task");
    return List.of();
  }

  /**
   * Judges a candidate version. If it throws, or returns null, the verdict is {@link
   * Verdict#ERROR}.
   *
   * @param candidate the candidate version, evaluated on the holdout; usable until this method
   *     returns
   * @param production the version in production, evaluated on the same rows, if there is one and
   *     the gate {@linkplain #needs needs} it
   * @return the verdict
   */
  GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production);

  /**
   * Compares the candidate version with the version in production on the same rows.
   *
   * <p>It uses the score test of non-inferiority for paired proportions (Tango 1998) for a share of
   * the same rows, such as {@code accuracy} or {@code recall}, and a paired bootstrap for every
   * other metric, one-sided at the level of the {@linkplain
   * io.lifecycle4j.evaluation.HoldoutLook.Spent look}, at most 5 %. The bootstrap never passes with
   * fewer than 30 rows that the metric {@linkplain io.lifecycle4j.schema.Scores#basis rests on}.
   * Without a version in production, the gate passes, and its verdict says so.
   *
   * @param metric the metric
   * @param margin how much worse the candidate version may be, in units of the metric
   * @param columns the value of each column, as {@link Subject.Slice} describes it, that selects
   *     the rows that are compared; empty for all held-out rows
   */
  record NotWorseThanProduction(String metric, double margin, Map<String, String> columns)
      implements Gate {
    /** Checks the parts. */
    public NotWorseThanProduction {
      checkName("metric", metric);
      columns = copy(columns, "columns of a slice");
      columns.keySet().forEach(column -> checkName("column", column));
      check(
          margin > 0 && Double.isFinite(margin),
          "Invalid margin for %s: %s (must be positive and finite)",
          metric,
          margin);
    }

    /**
     * Creates a gate on all held-out rows.
     *
     * @param metric the metric
     * @param margin how much worse the candidate version may be, in units of the metric
     */
    public NotWorseThanProduction(String metric, double margin) {
      this(metric, margin, Map.of());
    }

    /**
     * Sets the margin. Default: {@value Gates#MARGIN}.
     *
     * @param newMargin how much worse the candidate version may be, in units of the metric
     * @return a gate with another margin
     */
    public NotWorseThanProduction within(double newMargin) {
      return new NotWorseThanProduction(metric, newMargin, columns);
    }

    /**
     * Compares only the rows in which a column has a value. After several calls, rows must match
     * all of them. A slice without rows has the verdict {@link Verdict#ERROR}. Default: all
     * held-out rows.
     *
     * @param column the column of the dataset
     * @param value the value as {@link Subject.Slice} describes it, such as {@code DE} or {@code
     *     2024}
     * @return a gate on fewer rows
     */
    public NotWorseThanProduction where(String column, String value) {
      return new NotWorseThanProduction(metric, margin, fewer(metric, columns, column, value));
    }

    @Override
    public String id() {
      return "not_worse_than_production";
    }

    @Override
    public Set<GateNeed> needs() {
      return compared(metric, columns);
    }

    @Override
    public List<String> doubts(Task<?> task) {
      MetricRange range = required(task, "task").findMetric(metric).orElseThrow().range();
      return margin < range.greatest() - range.least()
          ? List.of()
          : List.of(this + " always passes (the margin is as wide as all values of the metric)");
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      return compared(
          this,
          metric,
          columns,
          candidate,
          production,
          comparison -> comparison.notWorseBy(margin));
    }

    @Override
    public String toString() {
      return words(metric, columns) + " not worse than production by " + margin;
    }
  }

  /**
   * Requires that the candidate version is better than the version in production on the same rows.
   *
   * <p>It uses McNemar's test for a {@linkplain io.lifecycle4j.schema.Scores#counted share} of the
   * same rows, and a paired bootstrap for other metrics, one-sided: of candidates that are no
   * better, no more pass than the level of the {@linkplain
   * io.lifecycle4j.evaluation.HoldoutLook.Spent look} allows, at most one in twenty. It never
   * passes with fewer than 30 rows that the metric {@linkplain io.lifecycle4j.schema.Scores#basis
   * rests on}. If there are too few rows to tell, the verdict names the difference that they can
   * show with a power of 80 %. Without a version in production, the gate passes, and its verdict
   * says so.
   *
   * @param metric the metric
   * @param columns the value of each column, as {@link Subject.Slice} describes it, that selects
   *     the rows that are compared; empty for all held-out rows
   */
  record BetterThanProduction(String metric, Map<String, String> columns) implements Gate {
    /** Checks the parts. */
    public BetterThanProduction {
      checkName("metric", metric);
      columns = copy(columns, "columns of a slice");
      columns.keySet().forEach(column -> checkName("column", column));
    }

    /**
     * Compares only the rows in which a column has a value, like {@link
     * NotWorseThanProduction#where}. Default: all held-out rows.
     *
     * @param column the column of the dataset
     * @param value the value as {@link Subject.Slice} describes it
     * @return a gate on fewer rows
     */
    public BetterThanProduction where(String column, String value) {
      return new BetterThanProduction(metric, fewer(metric, columns, column, value));
    }

    @Override
    public String id() {
      return "better_than_production";
    }

    @Override
    public Set<GateNeed> needs() {
      return compared(metric, columns);
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      return compared(this, metric, columns, candidate, production, Comparison::better);
    }

    @Override
    public String toString() {
      return words(metric, columns) + " better than production";
    }
  }

  private static Optional<Subject.Slice> slice(String metric, Map<String, String> columns) {
    return columns.isEmpty() ? Optional.empty() : Optional.of(new Subject.Slice(metric, columns));
  }

  private static String words(String metric, Map<String, String> columns) {
    return slice(metric, columns).map(Subject::words).orElse(metric);
  }

  private static Map<String, String> fewer(
      String metric, Map<String, String> columns, String column, String value) {
    return slice(metric, columns)
        .map(rows -> rows.where(column, value))
        .orElseGet(() -> new Subject.Metric(metric).where(column, value))
        .columns();
  }

  private static Set<GateNeed> compared(String metric, Map<String, String> columns) {
    Set<GateNeed> needs = new HashSet<>();
    needs.add(GateNeed.PRODUCTION);
    needs.add(new GateNeed.Compared(metric));
    if (!columns.isEmpty()) {
      needs.add(new GateNeed.Slice(columns));
    }
    return Set.copyOf(needs);
  }

  private static GateVerdict compared(
      Gate gate,
      String metric,
      Map<String, String> columns,
      JudgedVersion candidate,
      Optional<JudgedVersion> production,
      Function<Comparison, GateVerdict> test) {
    required(candidate, "candidate");
    required(production, "version in production");
    Optional<Subject.Slice> slice = slice(metric, columns);
    JudgedVersion rows = slice.map(candidate::where).orElse(candidate);
    Optional<String> problem = rows.findProblem(metric);
    if (problem.isPresent()) { // also without a rival, what cannot be measured must not pass
      return GateVerdict.builder(gate.toString(), Verdict.ERROR, problem.get()).build();
    }
    return production
        .map(rival -> rows.compare(metric, slice.map(rival::where).orElse(rival)))
        .map(comparison -> test.apply(comparison).of(gate.toString()))
        .orElseGet(() -> GateVerdict.passed(gate.toString(), Gates.NO_PRODUCTION));
  }

  /**
   * Compares the candidate version with the best of its {@linkplain io.lifecycle4j.model.Baseline
   * baselines} on the same rows.
   *
   * <p>It uses McNemar's test for a {@linkplain io.lifecycle4j.schema.Scores#counted share} of the
   * same rows, and a paired bootstrap for other metrics, one-sided at 5 %. It never passes with
   * fewer than 30 rows that the metric {@linkplain io.lifecycle4j.schema.Scores#basis rests on}. A
   * version without baselines has the verdict {@link Verdict#ERROR}.
   *
   * @param metric the metric
   */
  record BetterThanBaseline(String metric) implements Gate {
    /** Checks the metric. */
    public BetterThanBaseline {
      checkName("metric", metric);
    }

    @Override
    public String id() {
      return "better_than_baseline";
    }

    @Override
    public Set<GateNeed> needs() {
      return Set.of(new GateNeed.Compared(metric), new GateNeed.Baselines(metric));
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      required(production, "version in production");
      return required(candidate, "candidate").compareWithBaselines(metric).better().of(toString());
    }

    @Override
    public String toString() {
      return metric + " better than every baseline";
    }
  }

  /**
   * A custom gate, on metrics or on the held-out rows themselves.
   *
   * @param name a description of the requirement
   * @param check the check
   */
  record Custom(String name, Check check) implements Gate {
    /** Checks the parts. */
    public Custom {
      checkName("gate", name);
      required(check, "check of gate " + name);
    }

    @Override
    public String id() {
      return name;
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      required(production, "version in production");
      return check.passes(required(candidate, "candidate"), production)
          ? GateVerdict.passed(name, name + ": the check passed")
          : GateVerdict.builder(name, Verdict.FAIL, name + ": the check did not pass").build();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Judges a candidate version. */
  @FunctionalInterface
  interface Check {
    /**
     * Judges a candidate version. If it throws, the verdict is {@link Verdict#ERROR}.
     *
     * @param candidate the candidate version, evaluated on the holdout; usable until this method
     *     returns
     * @param production the version in production, evaluated on the same rows, if there is one
     * @return whether the candidate version passes
     */
    boolean passes(JudgedVersion candidate, Optional<JudgedVersion> production);
  }
}

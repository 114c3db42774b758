package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkMetric;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.evaluation.StressTest;
import io.lifecycle4j.schema.MetricRange;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Limits how much worse the candidate version gets on held-out rows that go wrong.
 *
 * <p>The changed rows are compared with the same rows as they are, by the tests of {@link
 * Comparison}. A test of each column in turn passes if it passes for each. A row that the model
 * refuses is not compared. Where nothing can be compared, since all rows are refused, or no engine
 * computes the gradients that the test needs, the verdict is {@link Verdict#INCONCLUSIVE}, or for
 * an optional gate {@link Verdict#PASS}.
 *
 * @param test the test
 * @param metric the metric
 * @param margin how much worse the metric may be, in its units
 * @param optional whether the gate passes where nothing can be compared
 */
public record StressGate(StressTest test, String metric, double margin, boolean optional)
    implements Gate {
  /** A figure of verdicts: how many rows the model answered. */
  static final String ANSWERED = "answered";

  /** Checks the parts. */
  public StressGate {
    required(test, "stress test");
    checkMetric(metric);
    check(
        margin > 0 && Double.isFinite(margin),
        "Invalid margin for %s: %s (must be positive and finite)",
        metric,
        margin);
  }

  /**
   * Sets how much worse the metric may be. Default: {@value Gates#MARGIN}.
   *
   * @param drop in units of the metric
   * @return a gate with another margin
   */
  public StressGate dropAtMost(double drop) {
    return new StressGate(test, metric, drop, optional);
  }

  /**
   * Lets the gate pass where nothing can be compared. Default: the verdict is {@link
   * Verdict#INCONCLUSIVE}.
   *
   * @return an optional gate
   */
  public StressGate whereMeasurable() {
    return new StressGate(test, metric, margin, true);
  }

  @Override
  public String id() {
    return "stress";
  }

  @Override
  public Set<GateNeed> needs() {
    return Set.of(new GateNeed.Compared(metric));
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
    required(production, "version in production");
    GateVerdict said = required(candidate, "candidate").stress(test, metric, margin).of(toString());
    return optional && Double.valueOf(0).equals(said.figures().get(ANSWERED))
        ? GateVerdict.passed(toString(), said.explanation())
        : said;
  }

  @Override
  public String toString() {
    return metric
        + " drops by at most "
        + margin
        + " with "
        + test
        + (optional ? ", where measurable" : "");
  }
}

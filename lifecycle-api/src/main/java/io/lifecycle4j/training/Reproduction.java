package io.lifecycle4j.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.tracking.EnvironmentCapsule.Difference;
import java.util.List;

/**
 * What came out when the training of a version was repeated.
 *
 * @param version the version
 * @param run the id of the run that repeated its training
 * @param metrics how many metrics of both runs were compared
 * @param results the results that differ: files of weights by their SHA-256, and metrics by their
 *     last value, the recorded one on the left; empty if the training was reproduced
 * @param facts what differs and may be the cause, the recorded fact on the left: parameters of the
 *     run, such as settings and threads, and its environment, such as libraries and the processor
 */
public record Reproduction(
    ModelVersion version,
    String run,
    int metrics,
    List<Difference> results,
    List<Difference> facts) {
  /** Checks the parts. */
  public Reproduction {
    required(version, "model version");
    required(run, "run");
    check(metrics >= 0, "Invalid number of metrics: %s (must be at least 0)", metrics);
    results = copy(results, "results that differ");
    facts = copy(facts, "facts that differ");
  }

  /**
   * Returns whether all weights are the same, bit by bit, and all metrics.
   *
   * @return true if so
   */
  public boolean exact() {
    return results.isEmpty();
  }

  /**
   * Returns the reproduction as Markdown.
   *
   * @return a line, and tables of the results and of the facts that differ
   */
  public String markdown() {
    StringBuilder text = new StringBuilder(line()).append('\n');
    table(text, "Results", results);
    table(text, "Facts", facts);
    return text.toString();
  }

  private static void table(StringBuilder text, String what, List<Difference> differences) {
    if (!differences.isEmpty()) {
      text.append('\n').append(what).append(" that differ (recorded, repeated):\n\n");
      text.append(Difference.markdown(differences));
    }
  }

  private String line() {
    return version.label()
        + (exact() ? " was reproduced" : " was not reproduced")
        + " by run "
        + run
        + (exact() ? ": the same weights, bit by bit, and the same " : ": of weights and ")
        + metrics
        + " metrics"
        + (exact() ? "" : ", " + results.size() + " differ");
  }

  /** Returns a line, and a line for each result and each fact that differs. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(line());
    results.forEach(each -> text.append("\n  result ").append(each));
    facts.forEach(each -> text.append("\n  fact ").append(each));
    return text.toString();
  }
}

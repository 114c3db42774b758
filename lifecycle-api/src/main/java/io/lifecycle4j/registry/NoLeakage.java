package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PurgedDataException;
import io.lifecycle4j.evaluation.Leakage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rejects a candidate version to which the labels may have leaked. See {@link
 * JudgedVersion#leakage}. Where the rows that it learned from are not in this home, the verdict is
 * {@link Verdict#INCONCLUSIVE}.
 *
 * @param most the most that a column alone may predict the label: the mean area under the ROC curve
 *     of the classes, or the share of the variance of a number
 * @param share the greatest share of held-out rows whose inputs the version may have learned from
 */
public record NoLeakage(double most, double share) implements Gate {
  /** Checks the bounds. */
  public NoLeakage {
    check(
        most > 0 && most <= 1,
        "Invalid measure of a column: %s (must be above 0, at most 1)",
        most);
    check(share >= 0 && share <= 1, "Invalid share of rows: %s (must be 0 to 1)", share);
  }

  /**
   * Sets how well a column alone may predict the label. Default: {@value Gates#COLUMN_ALONE}.
   *
   * @param measure above 0, at most 1, which allows all
   * @return a gate with another bound
   */
  public NoLeakage columnAtMost(double measure) {
    return new NoLeakage(measure, share);
  }

  /**
   * Sets how many held-out rows may have inputs that the version learned from. Rows with few
   * different inputs are equal by chance. Default: {@value Gates#SHARED_ROWS}.
   *
   * @param ofRows the share of the held-out rows, 0 to 1
   * @return a gate with another bound
   */
  public NoLeakage sharedAtMost(double ofRows) {
    return new NoLeakage(most, ofRows);
  }

  @Override
  public String id() {
    return "no_leakage";
  }

  @Override
  public Set<GateNeed> needs() {
    return Set.of();
  }

  @Override
  public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
    required(production, "version in production");
    required(candidate, "candidate");
    try {
      return verdict(candidate.leakage());
    } catch (NotFoundException | PurgedDataException e) {
      return GateVerdict.builder(
              toString(),
              Verdict.INCONCLUSIVE,
              "what it learned from cannot be searched: " + e.getMessage())
          .build();
    }
  }

  private GateVerdict verdict(Leakage found) {
    List<Suspicion> suspicions = Suspicion.of(found, most, share);
    GateVerdict.Builder verdict =
        GateVerdict.builder(
                toString(),
                suspicions.isEmpty() ? Verdict.PASS : Verdict.FAIL,
                suspicions.isEmpty()
                    ? passed(found)
                    : suspicions.stream()
                        .map(Suspicion::explanation)
                        .collect(Collectors.joining("; ")))
            .figure("shared_rows", (double) found.shared())
            .figure("held_out_rows", (double) found.heldOut());
    found
        .findStrongest()
        .ifPresent(column -> verdict.figure("column_" + found.measure(), column.getValue()));
    return verdict.build();
  }

  private static String passed(Leakage found) {
    String column =
        found
            .findStrongest()
            .map(strongest -> words(strongest, found.measure()))
            .orElse("no column was measured");
    return column
        + ", and "
        + found.shared()
        + " of "
        + found.heldOut()
        + " held-out rows have the inputs of a row that it learned from";
  }

  private static String words(Map.Entry<String, Double> strongest, String measure) {
    return String.format(
        Locale.ROOT,
        "%s alone predicts the label best, with %s %.4f",
        strongest.getKey(),
        measure,
        strongest.getValue());
  }

  @Override
  public String toString() {
    return "no leakage (a column alone at most " + most + ", shared rows at most " + share + ")";
  }
}

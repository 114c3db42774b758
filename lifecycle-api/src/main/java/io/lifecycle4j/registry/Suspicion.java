package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.evaluation.Leakage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A reason to doubt that a model version is as good as it looks.
 *
 * @param kind the kind
 * @param explanation what was found, with numbers
 * @param advice what to do
 * @param figures the numbers that it rests on, by name, sorted
 */
public record Suspicion(Kind kind, String explanation, String advice, Map<String, Double> figures) {
  /** Kinds of suspicions. Kinds may be added: a switch needs a default branch. */
  public enum Kind {
    /** A column alone predicts the label. */
    COLUMN_KNOWS_LABEL,

    /** The version learned from held-out rows. */
    SHARED_ROWS,

    /** The version is better than those before it by far more than they differ. */
    JUMP,

    /** The version is not better than a baseline. */
    NO_BETTER_THAN_BASELINE,

    /** Something could not be checked, such as rows that were purged. */
    UNCHECKED
  }

  /** Copies the figures. */
  public Suspicion {
    required(kind, "kind of a suspicion");
    required(explanation, "explanation");
    required(advice, "advice");
    figures = copy(figures, "figures");
  }

  /**
   * Returns the suspicions that a leakage raises.
   *
   * @param leakage what was found
   * @param most the most that a column alone may predict the label, in the unit of {@link
   *     Leakage#measure}
   * @param share the greatest share of held-out rows that the version may have learned from
   * @return a suspicion for each column, the strongest first, and one for the rows
   */
  public static List<Suspicion> of(Leakage leakage, double most, double share) {
    List<Suspicion> found = new ArrayList<>();
    required(leakage, "leakage").columns().entrySet().stream()
        .filter(column -> column.getValue() > most)
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .forEach(column -> found.add(of(column.getKey(), column.getValue(), leakage, most)));
    if (leakage.sharedShare() > share) {
      found.add(
          new Suspicion(
              Kind.SHARED_ROWS,
              String.format(
                  Locale.ROOT,
                  "%d of %d held-out rows have the inputs of a row that it learned from (%.4f, at"
                      + " most %.4f may)",
                  leakage.shared(),
                  leakage.heldOut(),
                  leakage.sharedShare(),
                  share),
              "Split by a key that equal rows share, such as a customer, or remove the duplicates",
              Map.of(
                  "shared_rows", (double) leakage.shared(),
                  "held_out_rows", (double) leakage.heldOut())));
    }
    return List.copyOf(found);
  }

  private static Suspicion of(String column, double value, Leakage leakage, double most) {
    return new Suspicion(
        Kind.COLUMN_KNOWS_LABEL,
        String.format(
            Locale.ROOT,
            "%s alone predicts the label: its %s is %.4f on %d rows (at most %.4f is expected)",
            column,
            leakage.measure(),
            value,
            leakage.sampled(),
            most),
        "Find out when the column is known: if only after the label, leave it out",
        Map.of(leakage.measure(), value, "rows", (double) leakage.sampled()));
  }

  /** Returns what was found, and what to do. */
  @Override
  public String toString() {
    return explanation + ". " + advice;
  }
}

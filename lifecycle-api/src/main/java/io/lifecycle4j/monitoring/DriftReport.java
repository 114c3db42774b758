package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What a window of live inputs says.
 *
 * @param model the version that answered, such as {@code fraud:7}
 * @param closed when the window was full
 * @param rows how many predictions it holds
 * @param skipped how many full windows since the last report were not judged, since too many waited
 * @param reference what the window was compared with
 * @param columns one result for each column, the gravest first
 */
public record DriftReport(
    String model,
    Instant closed,
    long rows,
    long skipped,
    Reference reference,
    List<ColumnDrift> columns) {
  /** Checks the parts. */
  public DriftReport {
    required(model, "model");
    required(closed, "end of the window");
    check(rows >= 0, "Invalid drift report: %s rows (must not be negative)", rows);
    check(skipped >= 0, "Invalid drift report: %s skipped (must not be negative)", skipped);
    required(reference, "reference");
    columns = copy(columns, "columns");
  }

  /**
   * The reference of a report.
   *
   * @param rows how many rows it has
   * @param needed how many rows it needs for the promised rate of false alarms
   */
  public record Reference(long rows, long needed) {
    /**
     * Tells whether the promised rate of false alarms holds.
     *
     * @return whether there are as many rows as needed
     */
    public boolean suffices() {
      return rows >= needed;
    }
  }

  /**
   * One column of a report.
   *
   * @param divergence how far it is from the reference
   * @param adjusted the p-value adjusted for the number of columns (Holm 1979)
   * @param drifted whether the shift is both unlikely by chance and great enough to matter
   */
  public record ColumnDrift(Divergence divergence, double adjusted, boolean drifted) {
    /** Checks the parts. */
    public ColumnDrift {
      required(divergence, "divergence");
      check(
          adjusted >= 0 && adjusted <= 1,
          "Invalid adjusted p-value of column %s: %s (must be 0 to 1)",
          divergence.column(),
          adjusted);
    }
  }

  /**
   * Tells whether any column drifted.
   *
   * @return whether to look
   */
  public boolean drifted() {
    return columns.stream().anyMatch(ColumnDrift::drifted);
  }

  /**
   * Names the columns that drifted.
   *
   * @return the names, the gravest first
   */
  public List<String> driftedColumns() {
    return columns.stream()
        .filter(ColumnDrift::drifted)
        .map(column -> column.divergence().column())
        .toList();
  }

  /**
   * Says it in a few lines, for people.
   *
   * @return a line for the verdict, one for each column that drifted, and one for what weakens it
   */
  public String summary() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s, window of %s predictions: %s",
            model,
            rows,
            drifted() ? "DRIFT in " + driftedColumns() : "no drift"));
    for (ColumnDrift column : columns) {
      if (column.drifted()) {
        text.append(
            String.format(
                Locale.ROOT,
                "%n  %s: %s (effect %.2f, p %.1e)",
                column.divergence().column(),
                column.divergence().explanation(),
                column.divergence().effect(),
                column.adjusted()));
      }
    }
    if (!reference.suffices()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n  the reference has %s rows (needs %s for the promised rate of false alarms)",
              reference.rows(),
              reference.needed()));
    }
    if (skipped > 0) {
      text.append(
          String.format(Locale.ROOT, "%n  %s full windows before it were skipped", skipped));
    }
    return text.toString();
  }
}

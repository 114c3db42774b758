package io.lifecycle4j.monitoring;

import java.time.Instant;
import java.util.List;

/**
 * What a window of live inputs says.
 *
 * @param model the version that answered, such as {@code fraud:7}
 * @param closed when the window was full
 * @param rows how many predictions it holds
 * @param columns one result for each column, the gravest first
 */
public record DriftReport(String model, Instant closed, long rows, List<ColumnDrift> columns) {
  /** Copies the columns. */
  public DriftReport {
    columns = List.copyOf(columns);
  }

  /**
   * One column of a report.
   *
   * @param divergence how far it is from the reference
   * @param adjusted the p-value adjusted for the number of columns (Holm 1979)
   * @param drifted whether the shift is both unlikely by chance and great enough to matter
   */
  public record ColumnDrift(Divergence divergence, double adjusted, boolean drifted) {}

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
   * @return a line for the verdict and one for each column that drifted
   */
  public String summary() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%s, window of %d predictions: %s",
            model, rows, drifted() ? "DRIFT in " + driftedColumns() : "no drift"));
    for (ColumnDrift column : columns) {
      if (column.drifted()) {
        text.append(
            String.format(
                "%n  %s: %s (effect %.2f, p %.1e)",
                column.divergence().column(),
                column.divergence().explanation(),
                column.divergence().effect(),
                column.adjusted()));
      }
    }
    return text.toString();
  }
}

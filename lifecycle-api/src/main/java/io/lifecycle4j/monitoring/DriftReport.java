package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a window of live inputs says.
 *
 * <p>Immutable and thread-safe. More parts may come.
 */
public final class DriftReport {
  private final String model;
  private final Instant closed;
  private final long rows;
  private final long skipped;
  private final Reference reference;
  private final List<ColumnDrift> columns;

  private DriftReport(Builder builder) {
    this.model = builder.model;
    this.closed = builder.closed;
    this.rows = builder.rows;
    this.skipped = builder.skipped == null ? 0 : builder.skipped;
    this.reference = builder.reference;
    this.columns = builder.columns == null ? List.of() : builder.columns;
  }

  /**
   * Begins a report.
   *
   * @param model the version that answered, such as {@code fraud:7}
   * @param closed when the window was full
   * @param rows how many predictions it holds
   * @param reference what the window was compared with
   * @return a builder for what was found
   */
  public static Builder builder(String model, Instant closed, long rows, Reference reference) {
    return new Builder(model, closed, rows, reference);
  }

  /**
   * Returns the version that answered.
   *
   * @return such as {@code fraud:7}
   */
  public String model() {
    return model;
  }

  /**
   * Returns when the window was full.
   *
   * @return the time
   */
  public Instant closed() {
    return closed;
  }

  /**
   * Counts the predictions of the window.
   *
   * @return how many it holds
   */
  public long rows() {
    return rows;
  }

  /**
   * Counts the full windows since the last report that were not judged, since too many waited.
   *
   * @return how many were skipped
   */
  public long skipped() {
    return skipped;
  }

  /**
   * Returns what the window was compared with.
   *
   * @return the size of the reference
   */
  public Reference reference() {
    return reference;
  }

  /**
   * Returns what was found.
   *
   * @return one result for each column, the gravest first
   */
  public List<ColumnDrift> columns() {
    return columns;
  }

  /**
   * The reference of a report.
   *
   * @param rows how many rows it has
   * @param needed how many rows it needs for the promised rate of false alarms
   */
  public record Reference(long rows, long needed) {
    /**
     * Returns whether the promised rate of false alarms holds.
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
   * Returns whether any column drifted.
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

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DriftReport that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(model, closed, rows, skipped, reference, columns);
  }

  /** Returns the {@link #summary}. */
  @Override
  public String toString() {
    return summary();
  }

  /** Collects the parts of a report. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private final String model;
    private final Instant closed;
    private final long rows;
    private final Reference reference;
    private @Nullable Long skipped;
    private @Nullable List<ColumnDrift> columns;

    private Builder(String model, Instant closed, long rows, Reference reference) {
      this.model = required(model, "model");
      this.closed = required(closed, "end of the window");
      check(rows >= 0, "Invalid drift report: %s rows (must not be negative)", rows);
      this.rows = rows;
      this.reference = required(reference, "reference");
    }

    /**
     * Sets how many full windows since the last report were not judged. Default: 0.
     *
     * @param windows how many
     * @return this builder
     */
    public Builder skipped(long windows) {
      checkUnset(skipped, "drift report", "skipped windows");
      check(windows >= 0, "Invalid drift report: %s skipped (must not be negative)", windows);
      skipped = windows;
      return this;
    }

    /**
     * Sets what was found. Default: nothing, of no column.
     *
     * @param results one for each column, the gravest first
     * @return this builder
     */
    public Builder columns(List<ColumnDrift> results) {
      checkUnset(columns, "drift report", "columns");
      columns = copy(results, "columns");
      return this;
    }

    /**
     * Returns the report.
     *
     * @return the report
     */
    public DriftReport build() {
      return new DriftReport(this);
    }
  }
}

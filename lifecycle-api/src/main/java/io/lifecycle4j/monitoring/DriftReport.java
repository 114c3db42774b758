package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of comparing a window of live inputs with the reference.
 *
 * <p>Immutable and thread-safe. Parts may be added.
 */
public final class DriftReport {
  private final String id;
  private final String version;
  private final Instant opened;
  private final Instant closed;
  private final boolean closedEarly;
  private final long rows;
  private final Reference reference;
  private final double level;
  private final List<ColumnDrift> columns;
  private final @Nullable WindowTraffic traffic;
  private final List<ThresholdAlarm> alarms;

  private DriftReport(Builder builder) {
    this.id = builder.id == null ? "" : builder.id;
    this.version = builder.version;
    this.opened = builder.opened == null ? builder.closed : builder.opened;
    this.closed = builder.closed;
    this.closedEarly = builder.closedEarly != null;
    this.rows = builder.rows;
    this.reference = builder.reference;
    this.level = builder.level == null ? 0 : builder.level;
    this.columns = builder.columns == null ? List.of() : builder.columns;
    this.traffic = builder.traffic;
    this.alarms = builder.alarms == null ? List.of() : builder.alarms;
  }

  /**
   * Returns a builder for a report.
   *
   * @param version the version that served, such as {@code fraud:7}
   * @param closed the time when the window became full
   * @param rows the number of predictions in the window
   * @param reference the size of the reference
   * @return a builder
   */
  public static Builder builder(String version, Instant closed, long rows, Reference reference) {
    return new Builder(version, closed, rows, reference);
  }

  /**
   * Returns the id with which to {@linkplain DriftReports#find find} the report.
   *
   * @return the id, empty if the report is not kept
   */
  public String id() {
    return id;
  }

  /**
   * Returns the version that served.
   *
   * @return the version, such as {@code fraud:7}
   */
  public String version() {
    return version;
  }

  /**
   * Returns the time of the first prediction of the window.
   *
   * @return the time
   */
  public Instant opened() {
    return opened;
  }

  /**
   * Returns whether the time of the window ended before it was full. If only time ends windows,
   * returns whether it has fewer than {@value DriftMonitor#MIN_WINDOW} predictions. So few
   * predictions show only large shifts.
   *
   * @return true if it has fewer predictions than it should
   */
  public boolean closedEarly() {
    return closedEarly;
  }

  /**
   * Returns the time when the window became full.
   *
   * @return the time
   */
  public Instant closed() {
    return closed;
  }

  /**
   * Counts the predictions of the window.
   *
   * @return the number of predictions
   */
  public long rows() {
    return rows;
  }

  /**
   * Returns the size of the reference.
   *
   * @return the size of the reference
   */
  public Reference reference() {
    return reference;
  }

  /**
   * Returns the greatest probability of a false alarm of this window, over all its columns.
   *
   * @return the level that adjusted p-values are compared with, 0 to 1
   */
  public double level() {
    return level;
  }

  /**
   * Returns the results.
   *
   * @return one result for each column, the greatest drift first
   */
  public List<ColumnDrift> columns() {
    return columns;
  }

  /**
   * Returns the requests of the version while the window was open, including rejected and failed
   * ones.
   *
   * @return the traffic; empty if it was not counted, as in a backtest of predictions
   */
  public Optional<WindowTraffic> traffic() {
    return Optional.ofNullable(traffic);
  }

  /**
   * Returns the results for the {@linkplain DriftMonitor#alarms thresholds}, which the limit on
   * false alarms does not cover.
   *
   * @return one result for each threshold, in their order
   */
  public List<ThresholdAlarm> alarms() {
    return alarms;
  }

  /**
   * The size of the reference.
   *
   * @param rows the number of rows
   * @param needed the number of rows needed for the limit on false alarms to hold for each
   *     reference
   */
  public record Reference(long rows, long needed) {
    /**
     * Returns whether there are enough rows. If so, the limit on false alarms holds about as well
     * for this reference as on average over references.
     *
     * @return true if there are enough rows
     */
    public boolean suffices() {
      return rows >= needed;
    }
  }

  /**
   * Returns whether any column drifted.
   *
   * @return true if any column drifted
   */
  public boolean drifted() {
    return columns.stream().anyMatch(ColumnDrift::drifted);
  }

  /**
   * Returns the columns that drifted.
   *
   * @return the names, the greatest drift first; with the segment if that has one
   */
  public List<String> driftedColumns() {
    return columns.stream().filter(ColumnDrift::drifted).map(ColumnDrift::name).toList();
  }

  /**
   * Returns the report as a few lines of readable text.
   *
   * @return a line for the verdict, one for each of the first 5 columns that drifted, one for each
   *     threshold, one for reservations, and one for the traffic if inputs were rejected or the
   *     version failed
   */
  public String summary() {
    return DriftText.summary(this);
  }

  /**
   * Returns the report as Markdown.
   *
   * @return what was compared, a table of columns, and one of thresholds if there are any
   */
  public String markdown() {
    return DriftText.markdown(this);
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
    return List.of(
        id,
        version,
        opened,
        closed,
        closedEarly,
        rows,
        reference,
        level,
        columns,
        alarms,
        traffic());
  }

  /** Returns the {@link #summary}. */
  @Override
  public String toString() {
    return summary();
  }

  /** Builds a report. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private final String version;
    private final Instant closed;
    private final long rows;
    private final Reference reference;
    private @Nullable String id;
    private @Nullable Instant opened;
    private @Nullable Boolean closedEarly;
    private @Nullable Double level;
    private @Nullable List<ColumnDrift> columns;
    private @Nullable WindowTraffic traffic;
    private @Nullable List<ThresholdAlarm> alarms;

    private Builder(String version, Instant closed, long rows, Reference reference) {
      this.version = required(version, "version");
      this.closed = required(closed, "end of the window");
      check(rows >= 0, "Invalid drift report: %s rows (must not be negative)", rows);
      this.rows = rows;
      this.reference = required(reference, "reference");
    }

    /**
     * Sets the id. Default: empty.
     *
     * @param text the id
     * @return this builder
     */
    public Builder id(String text) {
      checkUnset(id, "drift report", "id");
      id = required(text, "id");
      return this;
    }

    /**
     * Sets the time of the first prediction. Default: when the window closed.
     *
     * @param time the time
     * @return this builder
     */
    public Builder opened(Instant time) {
      checkUnset(opened, "drift report", "start of the window");
      opened = required(time, "start of the window");
      return this;
    }

    /**
     * Marks the window as one whose time ended before it was full. Default: it is not.
     *
     * @return this builder
     */
    public Builder closedEarly() {
      checkUnset(closedEarly, "drift report", "early end");
      closedEarly = true;
      return this;
    }

    /**
     * Sets the greatest probability of a false alarm of the window. Default: 0.
     *
     * @param probability the probability, 0 to 1
     * @return this builder
     */
    public Builder level(double probability) {
      checkUnset(level, "drift report", "level");
      check(
          probability >= 0 && probability <= 1,
          "Invalid level of a drift report: %s (must be 0 to 1)",
          probability);
      level = probability;
      return this;
    }

    /**
     * Sets the results. Default: none.
     *
     * @param results one for each column, the greatest drift first
     * @return this builder
     */
    public Builder columns(List<ColumnDrift> results) {
      checkUnset(columns, "drift report", "columns");
      columns = copy(results, "columns");
      return this;
    }

    /**
     * Sets the requests of the version while the window was open. Default: not counted.
     *
     * @param counted the traffic
     * @return this builder
     */
    public Builder traffic(WindowTraffic counted) {
      checkUnset(traffic, "drift report", "traffic");
      traffic = required(counted, "traffic");
      return this;
    }

    /**
     * Sets the results for thresholds. Default: none.
     *
     * @param results one for each threshold
     * @return this builder
     */
    public Builder alarms(List<ThresholdAlarm> results) {
      checkUnset(alarms, "drift report", "alarms");
      alarms = copy(results, "alarms");
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

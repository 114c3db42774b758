package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.VersionRef;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of comparing the rows of a dataset version with those of another.
 *
 * <p>Immutable and thread-safe. Parts may be added.
 */
public final class DatasetDrift {
  /** How many columns that drifted the summary shows. */
  private static final int SHOWN = 10;

  private final VersionRef reference;
  private final VersionRef version;
  private final long referenceRows;
  private final long rows;
  private final double level;
  private final List<ColumnDrift> columns;
  private final List<String> suspects;
  private final @Nullable ColumnDrift together;
  private final List<String> uncompared;

  private DatasetDrift(Builder builder) {
    reference = builder.reference;
    version = builder.version;
    referenceRows = builder.referenceRows;
    rows = builder.rows;
    level = builder.level;
    columns = builder.columns == null ? List.of() : builder.columns;
    suspects = builder.suspects == null ? List.of() : builder.suspects;
    together = builder.together;
    uncompared = builder.uncompared == null ? List.of() : builder.uncompared;
  }

  /**
   * Returns a builder for a result.
   *
   * @param reference the version that the other is compared with
   * @param referenceRows how many of its rows were counted
   * @param version the version that is compared
   * @param rows how many of its rows were counted
   * @param level the probability of finding drift where there is none
   * @return a builder
   */
  public static Builder builder(
      VersionRef reference, long referenceRows, VersionRef version, long rows, double level) {
    return new Builder(reference, referenceRows, version, rows, level);
  }

  /**
   * Returns the version that the other is compared with.
   *
   * @return the version
   */
  public VersionRef reference() {
    return reference;
  }

  /**
   * Returns the version that is compared.
   *
   * @return the version
   */
  public VersionRef version() {
    return version;
  }

  /**
   * Counts the rows of the reference that were compared. A fifth of a small version is used to
   * choose bins and texts, and is not counted.
   *
   * @return the number of rows
   */
  public long referenceRows() {
    return referenceRows;
  }

  /**
   * Counts the rows of the version.
   *
   * @return the number of rows
   */
  public long rows() {
    return rows;
  }

  /**
   * Returns the probability of finding drift in any column if there is none.
   *
   * @return the level that adjusted p-values are compared with, 0 to 1
   */
  public double level() {
    return level;
  }

  /**
   * Returns the results.
   *
   * @return one result for each column that was compared, the greatest drift first
   */
  public List<ColumnDrift> columns() {
    return columns;
  }

  /**
   * Returns the columns that may have drifted. One in twenty of them is expected not to have
   * drifted (Benjamini and Hochberg 1995). The list is for inspection and is no alarm.
   *
   * @return the names, the greatest drift first
   */
  public List<String> suspects() {
    return suspects;
  }

  /**
   * Returns whether all numbers and texts together distinguish the versions, which is possible
   * although no column drifted by itself. A classifier learns from at most 4,000 rows of each
   * version which version a row belongs to. The effect is the area under its ROC curve on unseen
   * rows, minus 0.5.
   *
   * @return the result for all columns; empty if there are fewer than 40 rows, or two columns
   */
  public Optional<ColumnDrift> together() {
    return Optional.ofNullable(together);
  }

  /**
   * Returns the columns that were not compared: columns of only one version or with different
   * types, times and ids, which differ without drift, and columns without values.
   *
   * @return the names
   */
  public List<String> uncompared() {
    return uncompared;
  }

  /**
   * Returns whether any column drifted, or all of them together.
   *
   * @return true if anything drifted
   */
  public boolean drifted() {
    return columns.stream().anyMatch(ColumnDrift::drifted)
        || together().map(ColumnDrift::drifted).orElse(false);
  }

  /**
   * Returns the columns that drifted.
   *
   * @return the names, the greatest drift first
   */
  public List<String> driftedColumns() {
    return columns.stream().filter(ColumnDrift::drifted).map(ColumnDrift::name).toList();
  }

  /**
   * Returns the result as a few lines of readable text.
   *
   * @return a line for the verdict, and one for each of the first columns that drifted
   */
  public String summary() {
    List<ColumnDrift> drifted = columns.stream().filter(ColumnDrift::drifted).toList();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s (%,d rows) beside %s (%,d rows): %s",
            version,
            rows,
            reference,
            referenceRows,
            verdict(drifted.size())));
    drifted.stream().limit(SHOWN).forEach(column -> text.append(line(column, column.name())));
    if (drifted.size() > SHOWN) {
      text.append(String.format(Locale.ROOT, "%n  and %s more", drifted.size() - SHOWN));
    }
    together()
        .filter(ColumnDrift::drifted)
        .ifPresent(all -> text.append(line(all, "all columns together")));
    if (!uncompared.isEmpty()) {
      text.append(String.format(Locale.ROOT, "%n  not compared: %s", uncompared));
    }
    return text.toString();
  }

  private String verdict(int columnsDrifted) {
    if (columnsDrifted > 0) {
      return String.format("DRIFT in %s of %s columns", columnsDrifted, columns.size());
    }
    return drifted() ? "DRIFT of all columns together" : "no drift";
  }

  private static String line(ColumnDrift column, String name) {
    return String.format(
        Locale.ROOT,
        "%n  %s: %s (effect %.2f, p %.1e)",
        name,
        column.divergence().explanation(),
        column.divergence().effect(),
        column.adjusted());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DatasetDrift that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(
        reference, version, referenceRows, rows, level, columns, suspects, together(), uncompared);
  }

  /** Returns the {@link #summary}. */
  @Override
  public String toString() {
    return summary();
  }

  /** Builds a result. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private static final String WHAT = "drift of a dataset";

    private final VersionRef reference;
    private final VersionRef version;
    private final long referenceRows;
    private final long rows;
    private final double level;
    private @Nullable List<ColumnDrift> columns;
    private @Nullable List<String> suspects;
    private @Nullable ColumnDrift together;
    private @Nullable List<String> uncompared;

    private Builder(
        VersionRef reference, long referenceRows, VersionRef version, long rows, double level) {
      this.reference = required(reference, "reference");
      this.version = required(version, "version");
      check(
          referenceRows >= 0 && rows >= 0,
          "Invalid drift of a dataset: %s rows (must not be negative)",
          Math.min(referenceRows, rows));
      check(
          level > 0 && level < 1,
          "Invalid level of a drift of a dataset: %s (must be above 0 and below 1)",
          level);
      this.referenceRows = referenceRows;
      this.rows = rows;
      this.level = level;
    }

    /**
     * Sets the results. Default: none.
     *
     * @param results one for each column that was compared, the greatest drift first
     * @return this builder
     */
    public Builder columns(List<ColumnDrift> results) {
      checkUnset(columns, WHAT, "columns");
      columns = copy(results, "columns");
      return this;
    }

    /**
     * Sets the columns that may have drifted. Default: none.
     *
     * @param names the names
     * @return this builder
     */
    public Builder suspects(List<String> names) {
      checkUnset(suspects, WHAT, "suspects");
      suspects = copy(names, "suspects");
      return this;
    }

    /**
     * Sets the result for all columns together. Default: absent.
     *
     * @param result the result
     * @return this builder
     */
    public Builder together(ColumnDrift result) {
      checkUnset(together, WHAT, "result for all columns");
      together = required(result, "result for all columns");
      return this;
    }

    /**
     * Sets the columns that were not compared. Default: none.
     *
     * @param names the names
     * @return this builder
     */
    public Builder uncompared(List<String> names) {
      checkUnset(uncompared, WHAT, "columns that were not compared");
      uncompared = copy(names, "columns that were not compared");
      return this;
    }

    /**
     * Returns the result.
     *
     * @return the result
     */
    public DatasetDrift build() {
      return new DatasetDrift(this);
    }
  }
}

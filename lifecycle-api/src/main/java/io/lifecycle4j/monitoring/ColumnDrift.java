package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The result for one column of a window, or of one segment of it.
 *
 * <p>Immutable and thread-safe. Parts may be added.
 */
public final class ColumnDrift {
  /** The verdict on a column of a window. */
  public enum Verdict {
    /** The shift is not chance, at the level of the window. */
    DRIFT,
    /** A shift may be chance. */
    NO_DRIFT,
    /** There are so few rows that even a value that takes over half of them would not be drift. */
    NOT_ENOUGH_DATA
  }

  private final Divergence divergence;
  private final double adjusted;
  private final Verdict verdict;
  private final @Nullable String segment;
  private final @Nullable Double importance;

  private ColumnDrift(Builder builder) {
    divergence = builder.divergence;
    adjusted = builder.adjusted;
    verdict = builder.verdict;
    segment = builder.segment;
    importance = builder.importance;
  }

  /**
   * Returns a builder.
   *
   * @param divergence the divergence from the reference
   * @param adjusted the p-value adjusted for the number of columns and segments (Holm 1979)
   * @param verdict the verdict
   * @return a builder
   */
  public static Builder builder(Divergence divergence, double adjusted, Verdict verdict) {
    return new Builder(divergence, adjusted, verdict);
  }

  /**
   * Returns the divergence from the reference.
   *
   * @return the divergence
   */
  public Divergence divergence() {
    return divergence;
  }

  /**
   * Returns the p-value adjusted for the number of columns and segments (Holm 1979).
   *
   * @return the p-value, 0 to 1; drift if it is at most the {@linkplain DriftReport#level level}
   */
  public double adjusted() {
    return adjusted;
  }

  /**
   * Returns the verdict on the column.
   *
   * @return the verdict
   */
  public Verdict verdict() {
    return verdict;
  }

  /**
   * Returns whether the column drifted.
   *
   * @return true if the verdict is {@link Verdict#DRIFT}
   */
  public boolean drifted() {
    return verdict == Verdict.DRIFT;
  }

  /**
   * Returns the segment whose rows were compared.
   *
   * @return the segment, such as {@code country=CH}; empty for all rows
   */
  public Optional<String> segment() {
    return Optional.ofNullable(segment);
  }

  /**
   * Returns how much the model depends on the column: how much its loss rose when the values of the
   * column were permuted among validation rows.
   *
   * @return the importance; empty if it was not measured, as for predictions
   */
  public OptionalDouble importance() {
    return importance == null ? OptionalDouble.empty() : OptionalDouble.of(importance);
  }

  /**
   * Returns the name of the compared column.
   *
   * @return the column, with the segment if there is one, such as {@code amount (country=CH)}
   */
  public String name() {
    return segment == null ? divergence.column() : divergence.column() + " (" + segment + ")";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ColumnDrift that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(
        divergence,
        adjusted,
        verdict,
        Objects.requireNonNullElse(segment, ""),
        Objects.requireNonNullElse(importance, Double.NaN));
  }

  @Override
  public String toString() {
    return name() + ": " + verdict + " (p " + adjusted + ")";
  }

  /** Builds a result. Not thread-safe. */
  public static final class Builder {
    private final Divergence divergence;
    private final double adjusted;
    private final Verdict verdict;
    private @Nullable String segment;
    private @Nullable Double importance;

    private Builder(Divergence divergence, double adjusted, Verdict verdict) {
      this.divergence = required(divergence, "divergence");
      this.verdict = required(verdict, "verdict");
      check(
          adjusted >= 0 && adjusted <= 1,
          "Invalid adjusted p-value of column %s: %s (must be 0 to 1)",
          divergence.column(),
          adjusted);
      this.adjusted = adjusted;
    }

    /**
     * Sets the segment. Default: all rows.
     *
     * @param text the segment, such as {@code country=CH}; null means all rows
     * @return this builder
     */
    public Builder segment(@Nullable String text) {
      segment = text;
      return this;
    }

    /**
     * Sets how much the model depends on the column. Default: not measured.
     *
     * @param value the importance, a finite number
     * @return this builder
     */
    public Builder importance(double value) {
      check(
          Double.isFinite(value),
          "Invalid importance of column %s: %s (must be finite)",
          divergence.column(),
          value);
      importance = value;
      return this;
    }

    /**
     * Returns the result.
     *
     * @return the result
     */
    public ColumnDrift build() {
      return new ColumnDrift(this);
    }
  }
}

package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The quality of the logged predictions of a model.
 *
 * <p>Immutable and thread-safe. Parts may be added.
 */
public final class QualityReport {
  private final String model;
  private final Instant time;
  private final String selection;
  private final List<QualityWindow> windows;
  private final List<LiveLoss> losses;

  private QualityReport(Builder builder) {
    this.model = builder.model;
    this.time = builder.time;
    this.selection = builder.selection == null ? "" : builder.selection;
    this.windows = builder.windows == null ? List.of() : builder.windows;
    this.losses = builder.losses == null ? List.of() : builder.losses;
  }

  /**
   * Returns a builder for a report.
   *
   * @param model the name of the model
   * @param time when it was measured
   * @return a builder
   */
  public static Builder builder(String model, Instant time) {
    return new Builder(model, time);
  }

  /**
   * Returns the name of the model.
   *
   * @return the name
   */
  public String model() {
    return model;
  }

  /**
   * Returns when it was measured. A label that is recorded later is not in the report.
   *
   * @return the time
   */
  public Instant time() {
    return time;
  }

  /**
   * Returns the slice.
   *
   * @return the condition in its text form; the empty text for all predictions
   */
  public String selection() {
    return selection;
  }

  /**
   * Returns the quality of each version in each window of time.
   *
   * @return the windows that have predictions, by time, then by version
   */
  public List<QualityWindow> windows() {
    return windows;
  }

  /**
   * Returns whether each version became worse than in its evaluation, over all windows.
   *
   * @return one for each version that has labels and an evaluation, by version
   */
  public List<LiveLoss> losses() {
    return losses;
  }

  /**
   * Finds the newest window of a version.
   *
   * @param version the number of the version
   * @return the window; empty if the version made no prediction in the selected time
   */
  public Optional<QualityWindow> findNewest(int version) {
    return windows.stream()
        .filter(window -> window.number().isPresent())
        .filter(window -> window.number().getAsInt() == version)
        .reduce((first, second) -> second);
  }

  /**
   * Returns a few lines of readable text.
   *
   * @return a line for each window, and one for each loss
   */
  public String summary() {
    return QualityText.summary(this);
  }

  /**
   * Returns the report for people.
   *
   * @return Markdown with four significant digits. Each window has the number of predictions with a
   *     label, a table of metrics with intervals and estimates, and notes
   */
  public String markdown() {
    return QualityText.markdown(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof QualityReport that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(model, time, selection, windows, losses);
  }

  /** Returns the {@link #summary}. */
  @Override
  public String toString() {
    return summary();
  }

  /** Builds a report. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private final String model;
    private final Instant time;
    private @Nullable String selection;
    private @Nullable List<QualityWindow> windows;
    private @Nullable List<LiveLoss> losses;

    private Builder(String model, Instant time) {
      this.model = required(model, "model");
      this.time = required(time, "time");
    }

    /**
     * Sets the slice. Default: all predictions.
     *
     * @param condition the condition in its text form
     * @return this builder
     */
    public Builder selection(String condition) {
      checkUnset(selection, "quality report", "selection");
      selection = required(condition, "condition");
      return this;
    }

    /**
     * Sets the windows. Default: none.
     *
     * @param measured the windows, by time, then by version
     * @return this builder
     */
    public Builder windows(List<QualityWindow> measured) {
      checkUnset(windows, "quality report", "windows");
      windows = copy(measured, "windows");
      return this;
    }

    /**
     * Sets the losses. Default: none.
     *
     * @param watched one for each version
     * @return this builder
     */
    public Builder losses(List<LiveLoss> watched) {
      checkUnset(losses, "quality report", "losses");
      losses = copy(watched, "losses");
      return this;
    }

    /**
     * Returns the report.
     *
     * @return the report
     */
    public QualityReport build() {
      return new QualityReport(this);
    }
  }
}

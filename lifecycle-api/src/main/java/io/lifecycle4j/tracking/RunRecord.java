package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run as it stands: what its batches add up to.
 *
 * <p>Immutable. Two are equal if all their parts are.
 */
public final class RunRecord {
  /** The tag that holds what people wrote about the run. */
  public static final String NOTE = "note";

  /** Begins the names of the metrics that the library itself logs of process and machine. */
  public static final String SYSTEM = "system/";

  private final RunInfo info;
  private final @Nullable RunEnd end;
  private final Map<String, Param> params;
  private final Map<String, MetricSummary> metrics;
  private final Map<String, String> tags;
  private final Map<String, StoredFile> artifacts;
  private final List<RunInput> inputs;
  private final List<Checkpoint> checkpoints;
  private final List<Segment> segments;
  private final @Nullable BlobId environment;
  private final boolean deleted;

  RunRecord(RunRecordBuilder builder) {
    info = builder.info;
    end = builder.end;
    params = builder.params;
    metrics = builder.metrics;
    tags = builder.tags;
    artifacts = builder.artifacts;
    inputs = builder.inputs;
    checkpoints = builder.checkpoints;
    segments = builder.segments;
    environment = builder.environment;
    deleted = builder.deleted;
  }

  /**
   * Begins a record.
   *
   * @param info what is known from the start of the run
   * @return a builder of a run that goes on and has recorded nothing
   */
  public static RunRecordBuilder builder(RunInfo info) {
    return new RunRecordBuilder(info);
  }

  /**
   * Begins a record that differs from this one.
   *
   * @return a builder with all parts of this one
   */
  public RunRecordBuilder toBuilder() {
    return builder(info)
        .params(params)
        .metrics(metrics)
        .tags(tags)
        .artifacts(artifacts)
        .inputs(inputs)
        .checkpoints(checkpoints)
        .segments(segments)
        .end(end)
        .environment(environment)
        .deleted(deleted);
  }

  /**
   * Returns what is known from the start.
   *
   * @return id, experiment, start, name and parent
   */
  public RunInfo info() {
    return info;
  }

  /**
   * Returns the id.
   *
   * @return the id, unique in the home
   */
  public String id() {
    return info.id();
  }

  /**
   * Returns how the run ended.
   *
   * @return the end, or empty while it goes on
   */
  public Optional<RunEnd> end() {
    return Optional.ofNullable(end);
  }

  /**
   * Returns how the run stands.
   *
   * @return the status
   */
  public RunStatus status() {
    return end == null ? RunStatus.RUNNING : end.status();
  }

  /**
   * Returns how long the run took, pauses before it was resumed included.
   *
   * @return the time from its start to its end, or empty while it goes on
   */
  public Optional<Duration> duration() {
    return end().map(how -> Duration.between(info.started(), how.time()));
  }

  /**
   * Returns settings.
   *
   * @return values by name, sorted
   */
  public Map<String, Param> params() {
    return params;
  }

  /**
   * Finds a setting.
   *
   * @param name the parameter
   * @return its value, or empty when it was never set
   */
  public Optional<Param> param(String name) {
    return Optional.ofNullable(params.get(required(name, "parameter")));
  }

  /**
   * Returns what the metrics come down to.
   *
   * @return summaries by name, sorted
   */
  public Map<String, MetricSummary> metrics() {
    return metrics;
  }

  /**
   * Finds the latest value of a metric.
   *
   * @param name the metric
   * @return the value, or empty when it was never logged
   */
  public Optional<Double> metric(String name) {
    return Optional.ofNullable(metrics.get(required(name, "metric")))
        .map(summary -> summary.last().value());
  }

  /**
   * Returns remarks.
   *
   * @return values by name, sorted
   */
  public Map<String, String> tags() {
    return tags;
  }

  /**
   * Returns what people wrote about the run.
   *
   * @return the note, or nothing
   */
  public String note() {
    return tags.getOrDefault(NOTE, "");
  }

  /**
   * Returns stored files.
   *
   * @return the files by name, sorted
   */
  public Map<String, StoredFile> artifacts() {
    return artifacts;
  }

  /**
   * Returns the data that was used.
   *
   * @return each version once for each role, in the order it was named
   */
  public List<RunInput> inputs() {
    return inputs;
  }

  /**
   * Returns stored states of the model.
   *
   * @return the checkpoints in the order they were taken, superseded ones left out
   */
  public List<Checkpoint> checkpoints() {
    return checkpoints;
  }

  /**
   * Returns where the run began anew.
   *
   * @return the segments after the first, in order
   */
  public List<Segment> segments() {
    return segments;
  }

  /**
   * Returns the environment the run is in.
   *
   * @return the document that describes it, or empty
   */
  public Optional<BlobId> environment() {
    return Optional.ofNullable(environment);
  }

  /**
   * Returns whether the run is deleted, and can be restored.
   *
   * @return whether it is so
   */
  public boolean deleted() {
    return deleted;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RunRecord record && parts().equals(record.parts());
  }

  @Override
  public int hashCode() {
    return info.hashCode();
  }

  private List<Object> parts() {
    return List.of(
        info,
        end(),
        params,
        metrics,
        tags,
        artifacts,
        inputs,
        checkpoints,
        segments,
        environment(),
        deleted);
  }

  /**
   * Shows the run in a line, without metrics of the system, numbers rounded to 6 digits.
   *
   * @return such as {@code fraud/sweep (4f…) FINISHED loss=0.25}
   */
  @Override
  public String toString() {
    StringBuilder shown = new StringBuilder(info.experiment()).append('/');
    shown.append(RunTable.named(this)).append(' ').append(status());
    shown.append(deleted ? " deleted" : "");
    metrics.forEach(
        (name, summary) -> {
          if (!name.startsWith(SYSTEM)) {
            shown.append(' ').append(name).append('=');
            shown.append(RunTable.rounded(summary.last().value()));
          }
        });
    return shown.toString();
  }
}

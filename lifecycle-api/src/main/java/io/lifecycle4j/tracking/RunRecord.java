package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The current state of a run: the sum of its recorded batches.
 *
 * <p>Immutable. Two records are equal if all their parts are equal.
 */
public final class RunRecord {
  /** The name of the tag that contains the note. */
  public static final String NOTE = "note";

  /** The prefix of the names of the system metrics, which the library logs. */
  public static final String SYSTEM = "system/";

  private final RunInfo info;
  private final @Nullable RunEnd end;
  private final Map<String, Param> params;
  private final Map<String, MetricSummary> metrics;
  private final Map<String, String> tags;
  private final Map<String, StoredFile> artifacts;
  private final List<RunInput> inputs;
  private final List<Checkpoint> checkpoints;
  private final List<Checkpoint> droppedCheckpoints;
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
    checkpoints = builder.checkpoints.stream().filter(c -> c.dropped().isEmpty()).toList();
    droppedCheckpoints = builder.checkpoints.stream().filter(c -> c.dropped().isPresent()).toList();
    segments = builder.segments;
    environment = builder.environment;
    deleted = builder.deleted;
  }

  /**
   * Returns a builder for a record.
   *
   * @param info the facts from the start of the run
   * @return a builder of an active run that has recorded nothing
   */
  public static RunRecordBuilder builder(RunInfo info) {
    return new RunRecordBuilder(info);
  }

  /**
   * Returns a builder for a variation of this record.
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
        .checkpoints(Stream.concat(checkpoints.stream(), droppedCheckpoints.stream()).toList())
        .segments(segments)
        .end(end)
        .environment(environment)
        .deleted(deleted);
  }

  /**
   * Returns the facts from the start of the run.
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
   * @return the end, or empty while the run is active
   */
  public Optional<RunEnd> end() {
    return Optional.ofNullable(end);
  }

  /**
   * Returns the status of the run.
   *
   * @return the status
   */
  public RunStatus status() {
    return end == null ? RunStatus.RUNNING : end.status();
  }

  /**
   * Returns how long the run took, including pauses before it was resumed.
   *
   * @return the time from start to end, or empty while the run is active
   */
  public Optional<Duration> duration() {
    return end().map(how -> Duration.between(info.started(), how.time()));
  }

  /**
   * Returns the parameters.
   *
   * @return values by name, sorted
   */
  public Map<String, Param> params() {
    return params;
  }

  /**
   * Finds a parameter.
   *
   * @param name the parameter
   * @return its value, or empty if it was never set
   */
  public Optional<Param> param(String name) {
    return Optional.ofNullable(params.get(required(name, "parameter")));
  }

  /**
   * Returns summaries of the metrics.
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
   * @return the value, or empty if it was never logged
   */
  public Optional<Double> metric(String name) {
    return Optional.ofNullable(metrics.get(required(name, "metric")))
        .map(summary -> summary.last().value());
  }

  /**
   * Returns the tags.
   *
   * @return values by name, sorted
   */
  public Map<String, String> tags() {
    return tags;
  }

  /**
   * Returns the note.
   *
   * @return the note, or an empty text
   */
  public String note() {
    return tags.getOrDefault(NOTE, "");
  }

  /**
   * Returns the artifacts.
   *
   * @return the files by name, sorted
   */
  public Map<String, StoredFile> artifacts() {
    return artifacts;
  }

  /**
   * Returns the data that the run used.
   *
   * @return each version once for each role, in the order in which it was added
   */
  public List<RunInput> inputs() {
    return inputs;
  }

  /**
   * Returns the checkpoints that the run needs.
   *
   * @return the checkpoints in the order in which they were saved, without superseded ones
   */
  public List<Checkpoint> checkpoints() {
    return checkpoints;
  }

  /**
   * Returns the tombstones of checkpoints that were {@linkplain RunParts#dropCheckpoint dropped}.
   *
   * @return the tombstones in the order in which the checkpoints were saved
   */
  public List<Checkpoint> droppedCheckpoints() {
    return droppedCheckpoints;
  }

  /**
   * Returns the segments in which the run was resumed.
   *
   * @return the segments after the first, in order
   */
  public List<Segment> segments() {
    return segments;
  }

  /**
   * Returns the environment of the run.
   *
   * @return the blob of the environment, or empty
   */
  public Optional<BlobId> environment() {
    return Optional.ofNullable(environment);
  }

  /**
   * Returns whether the run is deleted, and can be restored.
   *
   * @return true if it is deleted
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
        droppedCheckpoints,
        segments,
        environment(),
        deleted);
  }

  /**
   * Returns the run as a line of text, without system metrics, with numbers rounded to 6 digits.
   *
   * @return the text, such as {@code fraud/sweep (4f…) FINISHED loss=0.25}
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

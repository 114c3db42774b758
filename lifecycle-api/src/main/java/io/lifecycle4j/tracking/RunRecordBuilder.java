package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link RunRecord}. Begin with {@link RunRecord#builder(RunInfo)}.
 *
 * <p>Not thread-safe.
 */
public final class RunRecordBuilder {
  final RunInfo info;
  @Nullable RunEnd end;
  Map<String, Param> params = Map.of();
  Map<String, MetricSummary> metrics = Map.of();
  Map<String, String> tags = Map.of();
  Map<String, StoredFile> artifacts = Map.of();
  List<RunInput> inputs = List.of();
  List<Checkpoint> checkpoints = List.of();
  List<Segment> segments = List.of();
  @Nullable BlobId environment;
  boolean deleted;

  RunRecordBuilder(RunInfo info) {
    this.info = required(info, "run");
  }

  /**
   * Sets the end of the run. Default: the run is active.
   *
   * @param how how it ended, or null while the run is active
   * @return this builder
   */
  public RunRecordBuilder end(@Nullable RunEnd how) {
    end = how;
    return this;
  }

  /**
   * Sets the parameters. Default: none.
   *
   * @param values the values by name
   * @return this builder
   */
  public RunRecordBuilder params(Map<String, Param> values) {
    params = copy(values, "parameters");
    return this;
  }

  /**
   * Sets the metrics. Default: none.
   *
   * @param values the values by name
   * @return this builder
   */
  public RunRecordBuilder metrics(Map<String, MetricSummary> values) {
    metrics = copy(values, "metrics");
    return this;
  }

  /**
   * Sets the tags. Default: none.
   *
   * @param values the values by name
   * @return this builder
   */
  public RunRecordBuilder tags(Map<String, String> values) {
    tags = copy(values, "tags");
    return this;
  }

  /**
   * Sets the artifacts. Default: none.
   *
   * @param files the files by name
   * @return this builder
   */
  public RunRecordBuilder artifacts(Map<String, StoredFile> files) {
    artifacts = copy(files, "artifacts");
    return this;
  }

  /**
   * Sets the data that the run used. Default: none.
   *
   * @param used the versions and their roles
   * @return this builder
   */
  public RunRecordBuilder inputs(List<RunInput> used) {
    inputs = copy(used, "inputs");
    return this;
  }

  /**
   * Sets the checkpoints. Default: none.
   *
   * @param taken the checkpoints and tombstones
   * @return this builder
   */
  public RunRecordBuilder checkpoints(List<Checkpoint> taken) {
    checkpoints = copy(taken, "checkpoints");
    return this;
  }

  /**
   * Sets the segments in which the run was resumed. Default: none.
   *
   * @param later the segments after the first
   * @return this builder
   */
  public RunRecordBuilder segments(List<Segment> later) {
    segments = copy(later, "segments");
    return this;
  }

  /**
   * Sets the environment. Default: none.
   *
   * @param document the blob of the environment, or null
   * @return this builder
   */
  public RunRecordBuilder environment(@Nullable BlobId document) {
    environment = document;
    return this;
  }

  /**
   * Marks the run as deleted. Default: it is not.
   *
   * @return this builder
   */
  public RunRecordBuilder deleted() {
    return deleted(true);
  }

  /**
   * Marks the run as not deleted.
   *
   * @return this builder
   */
  public RunRecordBuilder notDeleted() {
    return deleted(false);
  }

  RunRecordBuilder deleted(boolean is) {
    deleted = is;
    return this;
  }

  /**
   * Returns the record.
   *
   * @return the record
   */
  public RunRecord build() {
    return new RunRecord(this);
  }
}

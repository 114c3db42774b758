package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a run adds up to. Begin with {@link RunRecord#builder(RunInfo)}.
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
   * Ends the run, or has it go on.
   *
   * @param how how it ended, or null while it goes on
   * @return this builder
   */
  public RunRecordBuilder end(@Nullable RunEnd how) {
    end = how;
    return this;
  }

  /**
   * Sets the parameters. Default: none.
   *
   * @param values by name
   * @return this builder
   */
  public RunRecordBuilder params(Map<String, Param> values) {
    params = copy(values, "parameters");
    return this;
  }

  /**
   * Sets the metrics. Default: none.
   *
   * @param values by name
   * @return this builder
   */
  public RunRecordBuilder metrics(Map<String, MetricSummary> values) {
    metrics = copy(values, "metrics");
    return this;
  }

  /**
   * Sets the tags. Default: none.
   *
   * @param values by name
   * @return this builder
   */
  public RunRecordBuilder tags(Map<String, String> values) {
    tags = copy(values, "tags");
    return this;
  }

  /**
   * Sets the stored files. Default: none.
   *
   * @param files by name
   * @return this builder
   */
  public RunRecordBuilder artifacts(Map<String, StoredFile> files) {
    artifacts = copy(files, "artifacts");
    return this;
  }

  /**
   * Sets the data that was used. Default: none.
   *
   * @param used the versions and what for
   * @return this builder
   */
  public RunRecordBuilder inputs(List<RunInput> used) {
    inputs = copy(used, "inputs");
    return this;
  }

  /**
   * Sets the stored states of the model. Default: none.
   *
   * @param taken the checkpoints
   * @return this builder
   */
  public RunRecordBuilder checkpoints(List<Checkpoint> taken) {
    checkpoints = copy(taken, "checkpoints");
    return this;
  }

  /**
   * Sets where the run began anew. Default: nowhere.
   *
   * @param later the segments after the first
   * @return this builder
   */
  public RunRecordBuilder segments(List<Segment> later) {
    segments = copy(later, "segments");
    return this;
  }

  /**
   * Sets the environment. Default: not known.
   *
   * @param document the document, or null
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
   * Takes the mark of a deletion away.
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
   * Makes the record.
   *
   * @return the record
   */
  public RunRecord build() {
    return new RunRecord(this);
  }
}

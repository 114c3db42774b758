package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.InvalidValueException.copy;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run as it stands: the fold of its events.
 *
 * @param info what is known from its start
 * @param end how it ended, or null while it runs
 * @param params settings by name
 * @param metrics by name, the point with the greatest step, the later one of equals
 * @param tags remarks by name
 * @param artifacts stored files by name
 */
public record RunRecord(
    RunInfo info,
    @Nullable End end,
    Map<String, String> params,
    Map<String, MetricPoint> metrics,
    Map<String, String> tags,
    Map<String, BlobId> artifacts) {
  /** Copies the maps, sorted by name. */
  public RunRecord {
    required(info, "run");
    params = copy(params, "parameters");
    metrics = copy(metrics, "metrics");
    tags = copy(tags, "tags");
    artifacts = copy(artifacts, "artifacts");
  }

  /**
   * How a run ended.
   *
   * @param status finished or failed
   * @param time when
   * @param cause why it failed, or nothing
   */
  public record End(RunStatus status, Instant time, String cause) {
    /** Checks the parts. */
    public End {
      required(status, "status");
      required(time, "time");
      required(cause, "cause");
    }
  }

  /**
   * Tells how the run stands.
   *
   * @return the status
   */
  public RunStatus status() {
    return end == null ? RunStatus.RUNNING : end.status();
  }

  /**
   * Finds the latest value of a metric.
   *
   * @param name the metric
   * @return the value, or empty when it was never logged
   */
  public Optional<Double> metric(String name) {
    return Optional.ofNullable(metrics.get(required(name, "metric"))).map(MetricPoint::value);
  }
}

package io.lifecycle4j.tracking.spi;

import static io.lifecycle4j.error.InvalidNameException.checkKey;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.Segment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Data of a run that a backend records atomically; users call {@link Run#batch}.
 *
 * <p>Immutable. Parts may be added: code that copies a batch to another system must state which
 * parts it copies.
 */
public final class RunBatch {
  private final UUID token;
  private final Map<String, Param> params;
  private final List<Point> points;
  private final Map<String, Optional<String>> tags;
  private final Map<String, StoredFile> artifacts;
  private final List<RunInput> inputs;
  private final List<Checkpoint> checkpoints;
  private final @Nullable BlobId environment;
  private final @Nullable Segment segment;
  private final @Nullable RunEnd end;

  private RunBatch(Builder builder) {
    token = builder.token;
    params = Collections.unmodifiableMap(new LinkedHashMap<>(builder.params));
    points = List.copyOf(builder.points);
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(builder.tags));
    artifacts = Collections.unmodifiableMap(new LinkedHashMap<>(builder.artifacts));
    inputs = List.copyOf(builder.inputs);
    checkpoints = List.copyOf(builder.checkpoints);
    environment = builder.environment;
    segment = builder.segment;
    end = builder.end;
  }

  /**
   * A point of a metric.
   *
   * @param metric the name of the metric
   * @param point the point
   */
  public record Point(String metric, MetricPoint point) {
    /** Checks that the parts are not null. The name is checked where users set it. */
    public Point {
      required(metric, "metric");
      required(point, "point of " + metric);
    }
  }

  /**
   * Begins a batch.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the token that identifies this batch, also among batches with the same parts. If the
   * outcome of an append is unknown, the batch is appended again with the same token and recorded
   * once.
   *
   * @return the token, or {@link Batch#NO_TOKEN}
   */
  public UUID token() {
    return token;
  }

  /**
   * Returns the parameters.
   *
   * @return values by name, in the order in which they were set
   */
  public Map<String, Param> params() {
    return params;
  }

  /**
   * Returns the points of metrics.
   *
   * @return the points in the order in which they were logged
   */
  public List<Point> points() {
    return points;
  }

  /**
   * Returns the tags.
   *
   * @return values by name; an empty value removes the tag
   */
  public Map<String, Optional<String>> tags() {
    return tags;
  }

  /**
   * Returns the artifacts.
   *
   * @return the files by name
   */
  public Map<String, StoredFile> artifacts() {
    return artifacts;
  }

  /**
   * Returns the data that the run used.
   *
   * @return the versions and their roles
   */
  public List<RunInput> inputs() {
    return inputs;
  }

  /**
   * Returns the checkpoints, in their order; a tombstone replaces the one before it.
   *
   * @return the checkpoints and tombstones
   */
  public List<Checkpoint> checkpoints() {
    return checkpoints;
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
   * Returns the segment that begins with this batch.
   *
   * @return the segment, or empty
   */
  public Optional<Segment> segment() {
    return Optional.ofNullable(segment);
  }

  /**
   * Returns how the run ends.
   *
   * @return the end, or empty
   */
  public Optional<RunEnd> end() {
    return Optional.ofNullable(end);
  }

  /**
   * Returns whether the batch contains only points.
   *
   * @return true if so
   */
  public boolean onlyPoints() {
    return params.isEmpty()
        && tags.isEmpty()
        && artifacts.isEmpty()
        && inputs.isEmpty()
        && checkpoints.isEmpty()
        && environment == null
        && segment == null
        && end == null;
  }

  /** Builds a batch. Not thread-safe. */
  public static final class Builder {
    private UUID token = Batch.NO_TOKEN;
    private final Map<String, Param> params = new LinkedHashMap<>();
    private final List<Point> points = new ArrayList<>();
    private final Map<String, Optional<String>> tags = new LinkedHashMap<>();
    private final Map<String, StoredFile> artifacts = new LinkedHashMap<>();
    private final List<RunInput> inputs = new ArrayList<>();
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private @Nullable BlobId environment;
    private @Nullable Segment segment;
    private @Nullable RunEnd end;

    private Builder() {}

    /**
     * Sets the token of the batch. Default: none, and a batch that is appended twice is recorded
     * twice.
     *
     * @param unique a token that no other batch has
     * @return this builder
     */
    public Builder token(UUID unique) {
      token = required(unique, "token");
      return this;
    }

    /**
     * Sets a parameter. Setting the same value again has no effect.
     *
     * @param name the parameter, slashes allowed
     * @param value the value
     * @return this builder
     * @throws io.lifecycle4j.error.ConflictException if this batch sets it to another value
     */
    public Builder param(String name, Object value) {
      Param param = Param.named(checkKey("parameter", name), value);
      Param before = params.putIfAbsent(name, param);
      if (before != null) {
        before.checkSame(name, param);
      }
      return this;
    }

    /**
     * Adds a point of a metric.
     *
     * @param metric the metric, slashes allowed
     * @param point the point
     * @return this builder
     */
    public Builder point(String metric, MetricPoint point) {
      points.add(new Point(checkKey("metric", metric), point));
      return this;
    }

    /**
     * Adds a point of a metric whose name was already checked.
     *
     * @param point the point
     * @return this builder
     */
    public Builder point(Point point) {
      points.add(required(point, "point"));
      return this;
    }

    /**
     * Sets a tag, replacing an earlier value.
     *
     * @param name the tag, slashes allowed
     * @param value the value
     * @return this builder
     */
    public Builder tag(String name, String value) {
      tags.put(checkKey("tag", name), Optional.of(required(value, "value of tag " + name)));
      return this;
    }

    /**
     * Removes a tag if it exists.
     *
     * @param name the tag
     * @return this builder
     */
    public Builder removeTag(String name) {
      tags.put(checkKey("tag", name), Optional.empty());
      return this;
    }

    /**
     * Adds an artifact that is already stored.
     *
     * @param file the file
     * @return this builder
     */
    public Builder artifact(StoredFile file) {
      artifacts.put(required(file, "file").name(), file);
      return this;
    }

    /**
     * Adds data that the run uses.
     *
     * @param input the version and its role
     * @return this builder
     */
    public Builder input(RunInput input) {
      inputs.add(required(input, "input"));
      return this;
    }

    /**
     * Adds a checkpoint that is already stored.
     *
     * @param step the step after which it was saved
     * @param file the stored file
     * @return this builder
     */
    public Builder checkpoint(long step, StoredFile file) {
      return checkpoint(new Checkpoint(step, file));
    }

    /**
     * Adds a checkpoint, or the tombstone of one that was recorded.
     *
     * @param taken the checkpoint or tombstone
     * @return this builder
     */
    public Builder checkpoint(Checkpoint taken) {
      checkpoints.add(required(taken, "checkpoint"));
      return this;
    }

    /**
     * Sets the environment of the run.
     *
     * @param document the blob of the environment
     * @return this builder
     */
    public Builder environment(BlobId document) {
      environment = required(document, "environment");
      return this;
    }

    /**
     * Begins a segment: the run is resumed.
     *
     * @param fromStep the first step that is repeated
     * @param time the time when the run is resumed
     * @return this builder
     */
    public Builder segment(long fromStep, Instant time) {
      segment = new Segment(fromStep, time);
      return this;
    }

    /**
     * Ends the run.
     *
     * @param how how it ends
     * @return this builder
     */
    public Builder end(RunEnd how) {
      end = required(how, "end");
      return this;
    }

    /**
     * Adds all parts of another batch except its end and its token.
     *
     * @param batch the batch
     * @return this builder
     * @throws io.lifecycle4j.error.ConflictException if both set a parameter to different values
     */
    public Builder add(RunBatch batch) {
      required(batch, "batch").params.forEach(this::param);
      points.addAll(batch.points);
      tags.putAll(batch.tags);
      artifacts.putAll(batch.artifacts);
      inputs.addAll(batch.inputs);
      checkpoints.addAll(batch.checkpoints);
      environment = batch.environment == null ? environment : batch.environment;
      segment = batch.segment == null ? segment : batch.segment;
      return this;
    }

    /**
     * Returns whether nothing was added yet.
     *
     * @return true if so
     */
    public boolean isEmpty() {
      return points.isEmpty() && build().onlyPoints();
    }

    /**
     * Returns the batch.
     *
     * @return the batch; the builder can still be used
     */
    public RunBatch build() {
      return new RunBatch(this);
    }
  }
}

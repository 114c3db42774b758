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
 * What a backend records of a run at once, all of it or nothing; users call {@link Run#batch}.
 *
 * <p>Immutable. It may grow parts: who copies a batch into another system must say which of them it
 * takes.
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
   * @param point where it is
   */
  public record Point(String metric, MetricPoint point) {
    /** Checks that the parts are there; who lets users name metrics checks the name. */
    public Point {
      required(metric, "metric");
      required(point, "point of " + metric);
    }
  }

  /**
   * Begins a batch.
   *
   * @return a builder with nothing in it
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Tells this batch from every other, also from one with the same parts. Whoever appends it again
   * because he does not know what became of it says so by this.
   *
   * @return the token, or {@link Batch#NO_TOKEN}
   */
  public UUID token() {
    return token;
  }

  /**
   * Returns settings.
   *
   * @return values by name, in the order they were set
   */
  public Map<String, Param> params() {
    return params;
  }

  /**
   * Returns points of metrics.
   *
   * @return the points in the order they were logged
   */
  public List<Point> points() {
    return points;
  }

  /**
   * Returns remarks.
   *
   * @return values by name, empty where the tag is removed
   */
  public Map<String, Optional<String>> tags() {
    return tags;
  }

  /**
   * Returns stored files.
   *
   * @return the files by name
   */
  public Map<String, StoredFile> artifacts() {
    return artifacts;
  }

  /**
   * Returns data that was used.
   *
   * @return the versions and what for
   */
  public List<RunInput> inputs() {
    return inputs;
  }

  /**
   * Returns stored states of the model.
   *
   * @return the checkpoints
   */
  public List<Checkpoint> checkpoints() {
    return checkpoints;
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
   * Returns the new beginning of the run.
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
   * Returns whether there is nothing but points.
   *
   * @return whether it is so
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

  /** Collects a batch. Not thread-safe. */
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
     * Sets what tells the batch from every other. Default: nothing does, and appended again it is
     * recorded again.
     *
     * @param unique given to no other batch
     * @return this builder
     */
    public Builder token(UUID unique) {
      token = required(unique, "token");
      return this;
    }

    /**
     * Sets a parameter. The same value again changes nothing.
     *
     * @param name the parameter, slashes allowed
     * @param value its value
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
     * Adds a point of a metric whose name was checked before.
     *
     * @param point the point
     * @return this builder
     */
    public Builder point(Point point) {
      points.add(required(point, "point"));
      return this;
    }

    /**
     * Sets a tag, and overwrites the value it had.
     *
     * @param name the tag, slashes allowed
     * @param value its value
     * @return this builder
     */
    public Builder tag(String name, String value) {
      tags.put(checkKey("tag", name), Optional.of(required(value, "value of tag " + name)));
      return this;
    }

    /**
     * Removes a tag, if it is there.
     *
     * @param name the tag
     * @return this builder
     */
    public Builder removeTag(String name) {
      tags.put(checkKey("tag", name), Optional.empty());
      return this;
    }

    /**
     * Names a stored file.
     *
     * @param file the file
     * @return this builder
     */
    public Builder artifact(StoredFile file) {
      artifacts.put(required(file, "file").name(), file);
      return this;
    }

    /**
     * Names data that the run uses.
     *
     * @param input the version and what for
     * @return this builder
     */
    public Builder input(RunInput input) {
      inputs.add(required(input, "input"));
      return this;
    }

    /**
     * Names a stored state of the model.
     *
     * @param step the step after which it was taken
     * @param file its bytes
     * @return this builder
     */
    public Builder checkpoint(long step, StoredFile file) {
      checkpoints.add(new Checkpoint(step, file));
      return this;
    }

    /**
     * Names the document that describes where the run is.
     *
     * @param document the document
     * @return this builder
     */
    public Builder environment(BlobId document) {
      environment = required(document, "environment");
      return this;
    }

    /**
     * Begins the run anew.
     *
     * @param fromStep the first step that is done again
     * @param time when the run goes on
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
     * Adds all parts of another batch but its end and its token.
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
     * @return whether it is so
     */
    public boolean isEmpty() {
      return points.isEmpty()
          && params.isEmpty()
          && tags.isEmpty()
          && artifacts.isEmpty()
          && inputs.isEmpty()
          && checkpoints.isEmpty()
          && environment == null
          && segment == null
          && end == null;
    }

    /**
     * Makes the batch.
     *
     * @return the batch, with a token of its own; the builder can be used further
     */
    public RunBatch build() {
      return new RunBatch(this);
    }
  }
}

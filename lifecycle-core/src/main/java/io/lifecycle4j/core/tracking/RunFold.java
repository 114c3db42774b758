package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.tracking.PointFrame.Series;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.MetricSummary;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.Segment;
import io.lifecycle4j.tracking.spi.RunBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of one run, folded from its journal. Not thread-safe.
 *
 * <p>Points are not kept. When a segment supersedes some of them, the run must be folded again with
 * that segment known: see {@link #stale()}.
 */
final class RunFold {
  private final RunInfo info;
  private final Superseded superseded;
  private final Map<String, Param> params = new HashMap<>();

  /** The parameters that the last segment allows to be changed. */
  private final Set<String> loose = new HashSet<>();

  private final Map<String, SeriesFold> metrics = new HashMap<>();
  private final Map<String, String> tags = new HashMap<>();
  private final Map<String, StoredFile> artifacts = new HashMap<>();
  private final Set<RunInput> inputs = new LinkedHashSet<>();
  private final List<Checkpoint> checkpoints = new ArrayList<>();
  private final List<Segment> segments = new ArrayList<>();
  private @Nullable BlobId environment;
  private @Nullable RunEnd end;
  private long heardSecond;
  private int heardNano;
  private long sequence;
  private long points;
  private boolean stale;
  private boolean strange;

  /** Begins with the segments known to follow. */
  RunFold(RunInfo info, Superseded superseded) {
    this.info = info;
    this.superseded = superseded;
    hear(info.started());
  }

  static String what(RunInfo info, long sequence) {
    return "entry " + sequence + " of run " + info.id();
  }

  void add(JournalEntry entry) {
    sequence = entry.sequence();
    byte[] payload = entry.payload();
    if (PointFrame.is(payload)) {
      PointFrame.read(payload, what(info, sequence), this::sink);
    } else {
      RunFacts facts = RunFacts.read(payload, what(info, sequence));
      strange |= !facts.isWrittenAs(payload);
      add(facts.toBatch());
    }
  }

  /** Folds a batch; {@code last} is the sequence number of the last of its entries. */
  void add(long last, RunBatch batch) {
    sequence = last;
    add(batch);
    for (RunBatch.Point logged : batch.points()) {
      MetricPoint point = logged.point();
      Instant time = point.time();
      SeriesFold fold = fold(logged.metric());
      add(fold, point.data(), point.step(), point.value(), time.getEpochSecond(), time.getNano());
    }
  }

  /** Returns the sink that folds the points of one series. */
  private PointFrame.Sink sink(Series series) {
    SeriesFold fold = fold(series.metric());
    return (step, value, second, nano) -> add(fold, series.data(), step, value, second, nano);
  }

  private SeriesFold fold(String metric) {
    SeriesFold fold = metrics.get(metric);
    if (fold == null) {
      fold = new SeriesFold(Superseded.spares(metric));
      metrics.put(metric, fold);
    }
    return fold;
  }

  private void add(
      SeriesFold fold, Optional<RunInput> data, long step, double value, long second, int nano) {
    points++;
    if (fold.spared || !superseded.covers(sequence, step)) {
      fold.add(data, step, value, second, nano);
    }
    hear(second, nano);
  }

  private void hear(Instant time) {
    hear(time.getEpochSecond(), time.getNano());
  }

  private void hear(long second, int nano) {
    if (second > heardSecond || (second == heardSecond && nano > heardNano)) {
      heardSecond = second;
      heardNano = nano;
    }
  }

  private void add(RunBatch batch) {
    batch.segment().ifPresent(this::begin);
    params.putAll(batch.params());
    loose.removeAll(batch.params().keySet());
    batch
        .tags()
        .forEach(
            (name, value) ->
                value.ifPresentOrElse(v -> tags.put(name, v), () -> tags.remove(name)));
    artifacts.putAll(batch.artifacts());
    inputs.addAll(batch.inputs());
    checkpoints.addAll(batch.checkpoints());
    environment = batch.environment().orElse(environment);
    batch.end().ifPresent(how -> end = how);
  }

  private void begin(Segment segment) {
    segments.add(segment);
    loose.addAll(params.keySet());
    checkpoints.removeIf(taken -> taken.step() >= segment.fromStep());
    hear(segment.time());
    end = null;
    stale |= points > 0 && !superseded.knows(sequence);
    superseded.add(sequence, segment.fromStep());
  }

  /** Returns whether a newer version recorded something unknown to this one. */
  boolean isStrange() {
    return strange || (end != null && end.status() == RunStatus.UNKNOWN);
  }

  /** Returns whether superseded points were folded. */
  boolean stale() {
    return stale;
  }

  Superseded superseded() {
    return superseded;
  }

  boolean hasEnded() {
    return end != null;
  }

  String id() {
    return info.id();
  }

  /** Returns the sequence number of the last entry folded. */
  long sequence() {
    return sequence;
  }

  /** Returns the last time the run recorded something. */
  Instant heard() {
    return Instant.ofEpochSecond(heardSecond, heardNano);
  }

  /** Throws a ConflictException if a batch changes a parameter, unless a segment allows it. */
  void check(RunBatch batch) {
    if (batch.segment().isEmpty()) {
      batch.params().forEach(this::check);
    }
  }

  private void check(String name, Param value) {
    Param before = params.get(name);
    if (before != null && !loose.contains(name)) {
      before.checkSame(name, value);
    }
  }

  RunRecord record() {
    Map<String, MetricSummary> summaries = new HashMap<>();
    metrics.forEach(
        (name, fold) -> {
          if (fold.count > 0) { // otherwise all its points were superseded
            summaries.put(name, fold.summary());
          }
        });
    return RunRecord.builder(info)
        .end(end)
        .params(params)
        .metrics(summaries)
        .tags(tags)
        .artifacts(artifacts)
        .inputs(List.copyOf(inputs))
        .checkpoints(checkpoints)
        .segments(segments)
        .environment(environment)
        .build();
  }

  /** Folds the points of one metric without creating an object for each. */
  private static final class SeriesFold {
    private final boolean spared;
    private final Best last = new Best();
    private final Best min = new Best();
    private final Best max = new Best();
    private long count;

    /** Begins with no point; {@code spared} means that no segment supersedes its points. */
    SeriesFold(boolean spared) {
      this.spared = spared;
    }

    void add(Optional<RunInput> data, long step, double value, long second, int nano) {
      count++;
      if (last.isNotAfter(step, value, second, nano)) {
        last.set(data, step, value, second, nano);
      }
      if (value < min.value || (!min.set && !Double.isNaN(value))) {
        min.set(data, step, value, second, nano);
      }
      if (value > max.value || (!max.set && !Double.isNaN(value))) {
        max.set(data, step, value, second, nano);
      }
    }

    MetricSummary summary() {
      return new MetricSummary(last.point(), min.ifSet(), max.ifSet(), count);
    }
  }

  /** A mutable point. */
  private static final class Best {
    private boolean set;
    private Optional<RunInput> data = Optional.empty();
    private long step;
    private double value;
    private long second;
    private int nano;

    boolean isNotAfter(long otherStep, double otherValue, long otherSecond, int otherNano) {
      if (!set || step != otherStep) {
        return !set || step < otherStep;
      }
      int order = Long.compare(second, otherSecond);
      order = order == 0 ? Integer.compare(nano, otherNano) : order;
      return order == 0 ? Double.compare(value, otherValue) <= 0 : order < 0;
    }

    void set(Optional<RunInput> on, long at, double is, long when, int exactly) {
      set = true;
      data = on;
      step = at;
      value = is;
      second = when;
      nano = exactly;
    }

    Optional<MetricPoint> ifSet() {
      return set ? Optional.of(point()) : Optional.empty();
    }

    MetricPoint point() {
      return new MetricPoint(step, value, Instant.ofEpochSecond(second, nano), data);
    }
  }

  /** Which points later segments of a run supersede. Not thread-safe. */
  static final class Superseded {
    /** The first step of each segment, by the entry that begins it. */
    private final TreeMap<Long, Long> segments = new TreeMap<>();

    /** Returns whether no segment supersedes the points of a metric: its steps are its own. */
    static boolean spares(String metric) {
      return metric.startsWith(RunRecord.SYSTEM);
    }

    /** Adds a segment; a known one is ignored. */
    void add(long sequence, long fromStep) {
      segments.put(sequence, fromStep);
    }

    boolean knows(long sequence) {
      return segments.containsKey(sequence);
    }

    /** Returns whether a later segment supersedes a point of an entry. */
    boolean covers(long sequence, long step) {
      if (segments.isEmpty()) {
        return false;
      }
      for (long fromStep : segments.tailMap(sequence, false).values()) {
        if (step >= fromStep) {
          return true;
        }
      }
      return false;
    }
  }
}

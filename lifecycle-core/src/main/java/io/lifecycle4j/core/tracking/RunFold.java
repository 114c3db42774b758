package io.lifecycle4j.core.tracking;

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
import java.util.Comparator;
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
  private Instant heard;
  private long sequence;
  private long points;
  private boolean stale;
  private boolean strange;

  /** Begins with the segments known to follow. */
  RunFold(RunInfo info, Superseded superseded) {
    this.info = info;
    this.superseded = superseded;
    heard = info.started();
  }

  static String what(RunInfo info, long sequence) {
    return "entry " + sequence + " of run " + info.id();
  }

  void add(JournalEntry entry) {
    sequence = entry.sequence();
    byte[] payload = entry.payload();
    if (PointFrame.is(payload)) {
      PointFrame.read(
          payload,
          what(info, sequence),
          series -> {
            SeriesFold fold = fold(series.metric());
            return point -> add(fold, point);
          });
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
    batch.points().forEach(logged -> add(fold(logged.metric()), logged.point()));
  }

  private SeriesFold fold(String metric) {
    return metrics.computeIfAbsent(metric, name -> new SeriesFold(Superseded.spares(name)));
  }

  private void add(SeriesFold fold, MetricPoint point) {
    points++;
    if (fold.spared || !superseded.covers(sequence, point.step())) {
      fold.add(point);
    }
    hear(point.time());
  }

  private void hear(Instant time) {
    heard = time.isAfter(heard) ? time : heard;
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
    batch.checkpoints().forEach(this::add);
    environment = batch.environment().orElse(environment);
    batch.end().ifPresent(how -> end = how);
  }

  /** Adds a checkpoint, or puts a tombstone in the place of one. */
  private void add(Checkpoint taken) {
    Checkpoint before = new Checkpoint(taken.step(), taken.file());
    int place = taken.dropped().isPresent() ? checkpoints.indexOf(before) : -1;
    if (place >= 0) {
      checkpoints.set(place, taken);
    } else {
      checkpoints.add(taken);
    }
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
    return heard;
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
        (name, fold) -> fold.summary().ifPresent(summary -> summaries.put(name, summary)));
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

  /** Folds the points of one metric. */
  private static final class SeriesFold {
    private static final Comparator<MetricPoint> ORDER =
        Comparator.comparingLong(MetricPoint::step)
            .thenComparing(MetricPoint::time)
            .thenComparingDouble(MetricPoint::value);

    private final boolean spared;
    private @Nullable MetricPoint last;
    private @Nullable MetricPoint min;
    private @Nullable MetricPoint max;
    private long count;

    /** Begins with no point; {@code spared} means that no segment supersedes its points. */
    SeriesFold(boolean spared) {
      this.spared = spared;
    }

    void add(MetricPoint point) {
      double value = point.value();
      count++;
      if (last == null || ORDER.compare(last, point) <= 0) {
        last = point;
      }
      if (min == null ? !Double.isNaN(value) : value < min.value()) {
        min = point;
      }
      if (max == null ? !Double.isNaN(value) : value > max.value()) {
        max = point;
      }
    }

    /** Returns the summary; empty if all its points were superseded. */
    Optional<MetricSummary> summary() {
      return Optional.ofNullable(last)
          .map(
              l -> new MetricSummary(l, Optional.ofNullable(min), Optional.ofNullable(max), count));
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
      return !segments.isEmpty()
          && segments.tailMap(sequence, false).values().stream().anyMatch(from -> step >= from);
    }
  }
}

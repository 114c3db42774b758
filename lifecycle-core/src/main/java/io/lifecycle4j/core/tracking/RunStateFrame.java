package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.copy;

import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.MetricSummary;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunRecordBuilder;
import io.lifecycle4j.tracking.Segment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The compact state of an ended run: its end, parameters, tags and metrics, followed by JSON for
 * the parts of which most runs have few.
 */
final class RunStateFrame {
  private static final int NO_POINT = 0;
  private static final int LAST = 1;
  private static final int OWN_POINT = 2;

  private RunStateFrame() {}

  /**
   * The parts of a run that a caller needs.
   *
   * @param everything overrides the names
   * @param names of parameters, tags and metrics
   */
  record Wanted(boolean everything, Set<String> names) {
    static final Wanted ALL = new Wanted(true, Set.of());

    /** Returns the parts that the subjects read. */
    static Wanted of(Set<Subject> subjects) {
      if (subjects.stream().anyMatch(Subject.DatasetPart.class::isInstance)) {
        return ALL;
      }
      Set<String> names = new HashSet<>(QueriedRun.ATTRIBUTE_TAGS);
      subjects.forEach(subject -> names.add(subject.key()));
      return new Wanted(false, names);
    }

    boolean has(String name) {
      return everything || names.contains(name);
    }
  }

  /**
   * The part in JSON.
   *
   * @param data what metrics were measured on; points refer to it by position, from 1
   */
  @WithoutNulls
  private record Rest(
      List<StoredFile> artifacts,
      List<RunInput> inputs,
      List<CheckpointForm> checkpoints,
      List<Segment> segments,
      List<RunInput> data,
      @Nullable BlobId environment) {
    static final Rest NOTHING =
        new Rest(List.of(), List.of(), List.of(), List.of(), List.of(), null);

    Rest {
      copy(artifacts, "artifacts");
      copy(inputs, "inputs");
      copy(checkpoints, "checkpoints");
      copy(segments, "segments");
      copy(data, "data");
    }

    static Rest of(RunRecord run, List<RunInput> data) {
      return new Rest(
          List.copyOf(run.artifacts().values()),
          run.inputs(),
          CheckpointForm.of(
              Stream.concat(run.checkpoints().stream(), run.droppedCheckpoints().stream())),
          run.segments(),
          data,
          run.environment().orElse(null));
    }
  }

  static void write(RunRecord run, long sequence, ByteSink out) {
    out.unsigned(sequence);
    RunEnd end = run.end().orElseThrow();
    out.text(end.status().name());
    out.time(end.time());
    out.text(end.cause());
    out.unsigned(run.params().size());
    for (Map.Entry<String, Param> param : run.params().entrySet()) {
      out.text(param.getKey());
      out.text(param.getValue().text());
      out.text(param.getValue().type().name());
    }
    out.unsigned(run.tags().size());
    for (Map.Entry<String, String> tag : run.tags().entrySet()) {
      out.text(tag.getKey());
      out.text(tag.getValue());
    }
    List<RunInput> data = new ArrayList<>();
    out.unsigned(run.metrics().size());
    for (Map.Entry<String, MetricSummary> metric : run.metrics().entrySet()) {
      out.text(metric.getKey());
      write(metric.getValue(), data, out);
    }
    Rest rest = Rest.of(run, data);
    if (!rest.equals(Rest.NOTHING)) {
      out.raw(TrackingForms.JSON.write(rest));
    }
  }

  private static void write(MetricSummary summary, List<RunInput> data, ByteSink out) {
    out.unsigned(summary.count());
    write(summary.last(), data, out);
    for (Optional<MetricPoint> best : List.of(summary.min(), summary.max())) {
      if (best.isEmpty()) {
        out.octet(NO_POINT);
      } else if (best.get().equals(summary.last())) {
        out.octet(LAST);
      } else {
        out.octet(OWN_POINT);
        write(best.get(), data, out);
      }
    }
  }

  private static void write(MetricPoint point, List<RunInput> data, ByteSink out) {
    out.signed(point.step());
    out.fixed(Double.doubleToRawLongBits(point.value()));
    out.time(point.time());
    point.data().filter(on -> !data.contains(on)).ifPresent(data::add);
    out.unsigned(point.data().map(on -> data.indexOf(on) + 1).orElse(0));
  }

  /** Reads the parts that are wanted; the JSON is decoded only if everything is. */
  static RunRecord read(RunInfo info, ByteSource in, String what, Wanted wanted) {
    in.unsigned(); // the entry of the run's journal up to which it is added up
    RunFacts.End end = new RunFacts.End(in.text(), in.time(), in.text());
    RunRecordBuilder run = RunRecord.builder(info).end(end.toEnd());
    run.params(params(in, wanted)).tags(tags(in, wanted));
    int metrics = in.at();
    Map<String, MetricSummary> withoutData = metrics(in, wanted, null);
    if (!wanted.everything()) {
      return run.metrics(withoutData).build();
    }
    Rest rest = in.hasMore() ? TrackingForms.JSON.read(in.rest(), Rest.class, what) : Rest.NOTHING;
    Map<String, StoredFile> artifacts = new HashMap<>();
    rest.artifacts().forEach(file -> artifacts.put(file.name(), file));
    return run.metrics(metrics(in.from(metrics), wanted, rest.data()))
        .artifacts(artifacts)
        .inputs(rest.inputs())
        .checkpoints(rest.checkpoints().stream().map(CheckpointForm::toCheckpoint).toList())
        .segments(rest.segments())
        .environment(rest.environment())
        .build();
  }

  private static Map<String, Param> params(ByteSource in, Wanted wanted) {
    Map<String, Param> params = new HashMap<>();
    for (int left = in.count(); left > 0; left--) {
      String name = in.text();
      if (wanted.has(name)) {
        params.put(name, new Param(in.text(), Param.Type.named(in.text())));
      } else {
        in.skipText();
        in.skipText();
      }
    }
    return params;
  }

  private static Map<String, String> tags(ByteSource in, Wanted wanted) {
    Map<String, String> tags = new HashMap<>();
    for (int left = in.count(); left > 0; left--) {
      String name = in.text();
      if (wanted.has(name)) {
        tags.put(name, in.text());
      } else {
        in.skipText();
      }
    }
    return tags;
  }

  /** Reads metrics; {@code data} is what they were measured on, which null leaves out. */
  private static Map<String, MetricSummary> metrics(
      ByteSource in, Wanted wanted, @Nullable List<RunInput> data) {
    Map<String, MetricSummary> metrics = new HashMap<>();
    for (int left = in.count(); left > 0; left--) {
      String name = in.text();
      MetricSummary summary = metric(in, data);
      if (wanted.has(name)) {
        metrics.put(name, summary);
      }
    }
    return metrics;
  }

  private static MetricSummary metric(ByteSource in, @Nullable List<RunInput> data) {
    long count = in.unsigned();
    MetricPoint last = point(in, data);
    Optional<MetricPoint> min = best(in, last, data);
    return new MetricSummary(last, min, best(in, last, data), count);
  }

  private static Optional<MetricPoint> best(
      ByteSource in, MetricPoint last, @Nullable List<RunInput> data) {
    int kind = in.octet();
    ByteSource.require(kind >= NO_POINT && kind <= OWN_POINT);
    if (kind == NO_POINT) {
      return Optional.empty();
    }
    return Optional.of(kind == LAST ? last : point(in, data));
  }

  private static MetricPoint point(ByteSource in, @Nullable List<RunInput> data) {
    long step = in.signed();
    double value = Double.longBitsToDouble(in.fixed());
    Instant time = in.time();
    long place = in.unsigned();
    ByteSource.require(place >= 0 && place <= Integer.MAX_VALUE);
    return place == 0 || data == null
        ? new MetricPoint(step, value, time)
        : new MetricPoint(step, value, time, Optional.of(data.get((int) place - 1)));
  }
}

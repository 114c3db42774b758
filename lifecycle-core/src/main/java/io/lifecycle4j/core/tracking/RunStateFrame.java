package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.MetricSummary;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunBatch.Checkpoint;
import io.lifecycle4j.tracking.RunBatch.Segment;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an ended run adds up to, in few bytes: its end, parameters, tags and metrics; what few runs
 * have many of follows as JSON.
 */
final class RunStateFrame {
  private static final int NO_POINT = 0;
  private static final int LAST = 1;
  private static final int OWN_POINT = 2;
  private static final int MAX_NANO = 999_999_999;

  private RunStateFrame() {}

  /**
   * What follows as JSON.
   *
   * @param data what metrics were measured on; points name one by its place, from 1
   */
  @WithoutNulls
  private record Rest(
      List<StoredFile> artifacts,
      List<RunInput> inputs,
      List<Checkpoint> checkpoints,
      List<Segment> segments,
      List<RunInput> data,
      @Nullable BlobId environment) {
    boolean isEmpty() {
      return environment == null
          && artifacts.isEmpty()
          && inputs.isEmpty()
          && checkpoints.isEmpty()
          && segments.isEmpty()
          && data.isEmpty();
    }
  }

  static void write(RunRecord run, long sequence, ByteSink out) {
    out.unsigned(sequence);
    RunEnd end = run.end().orElseThrow();
    out.text(end.status().name());
    write(end.time(), out);
    out.text(end.cause());
    out.unsigned(run.params().size());
    run.params()
        .forEach(
            (name, value) -> {
              out.text(name);
              out.text(value.text());
              out.text(value.type().name());
            });
    out.unsigned(run.tags().size());
    run.tags()
        .forEach(
            (name, value) -> {
              out.text(name);
              out.text(value);
            });
    List<RunInput> data = new ArrayList<>();
    out.unsigned(run.metrics().size());
    run.metrics()
        .forEach(
            (name, summary) -> {
              out.text(name);
              write(summary, data, out);
            });
    Rest rest =
        new Rest(
            List.copyOf(run.artifacts().values()),
            run.inputs(),
            run.checkpoints(),
            run.segments(),
            data,
            run.environment().orElse(null));
    if (!rest.isEmpty()) {
      out.raw(Json.write(rest));
    }
  }

  private static void write(Instant time, ByteSink out) {
    out.signed(time.getEpochSecond());
    out.unsigned(time.getNano());
  }

  private static void write(MetricSummary summary, List<RunInput> data, ByteSink out) {
    out.unsigned(summary.count());
    write(summary.last(), data, out);
    for (MetricPoint best : new @Nullable MetricPoint[] {summary.min(), summary.max()}) {
      if (best == null) {
        out.octet(NO_POINT);
      } else if (best.equals(summary.last())) {
        out.octet(LAST);
      } else {
        out.octet(OWN_POINT);
        write(best, data, out);
      }
    }
  }

  private static void write(MetricPoint point, List<RunInput> data, ByteSink out) {
    out.signed(point.step());
    out.fixed(Double.doubleToRawLongBits(point.value()));
    write(point.time(), out);
    if (point.data() != null && !data.contains(point.data())) {
      data.add(point.data());
    }
    out.unsigned(point.data() == null ? 0 : data.indexOf(point.data()) + 1);
  }

  static RunRecord read(RunInfo info, ByteSource in, String what) {
    in.unsigned(); // the entry of the run's journal up to which it is added up
    RunFacts.End end = new RunFacts.End(in.text(), time(in.signed(), in.unsigned()), in.text());
    Map<String, Param> params = new HashMap<>();
    for (int left = in.count(); left > 0; left--) {
      params.put(in.text(), new Param(in.text(), type(in.text())));
    }
    Map<String, String> tags = new HashMap<>();
    for (int left = in.count(); left > 0; left--) {
      tags.put(in.text(), in.text());
    }
    Map<String, Metric> metrics = new HashMap<>();
    for (int left = in.count(); left > 0; left--) {
      metrics.put(in.text(), metric(in));
    }
    RunRecord.Builder run = RunRecord.builder(info).end(end.toEnd()).params(params).tags(tags);
    Rest rest = in.hasMore() ? Json.read(in.rest(), Rest.class, what) : null;
    List<RunInput> data = rest == null ? List.of() : rest.data();
    Map<String, MetricSummary> summaries = new HashMap<>();
    metrics.forEach((name, metric) -> summaries.put(name, metric.summary(data)));
    return rest == null ? run.metrics(summaries).build() : build(run.metrics(summaries), rest);
  }

  private static RunRecord build(RunRecord.Builder run, Rest rest) {
    Map<String, StoredFile> artifacts = new HashMap<>();
    rest.artifacts().forEach(file -> artifacts.put(file.name(), file));
    return run.artifacts(artifacts)
        .inputs(rest.inputs())
        .checkpoints(rest.checkpoints())
        .segments(rest.segments())
        .environment(rest.environment())
        .build();
  }

  /** One that a newer version of the library wrote is a text. */
  private static Param.Type type(String name) {
    for (Param.Type type : Param.Type.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return Param.Type.TEXT;
  }

  static Instant time(long second, long nano) {
    ByteSource.require(
        nano >= 0
            && nano <= MAX_NANO
            && second >= Instant.MIN.getEpochSecond()
            && second <= Instant.MAX.getEpochSecond());
    return Instant.ofEpochSecond(second, nano);
  }

  /** A metric before it is known what it was measured on. */
  private record Metric(long count, Point last, @Nullable Point min, @Nullable Point max) {
    MetricSummary summary(List<RunInput> data) {
      MetricPoint latest = last.point(data);
      return new MetricSummary(latest, best(min, latest, data), best(max, latest, data), count);
    }

    private @Nullable MetricPoint best(
        @Nullable Point point, MetricPoint latest, List<RunInput> data) {
      if (point == null) {
        return null;
      }
      return point == last ? latest : point.point(data);
    }
  }

  private record Point(long step, double value, Instant time, int data) {
    MetricPoint point(List<RunInput> known) {
      return new MetricPoint(step, value, time, data == 0 ? null : known.get(data - 1));
    }
  }

  private static Metric metric(ByteSource in) {
    long count = in.unsigned();
    Point last = point(in);
    Point min = best(in, last);
    return new Metric(count, last, min, best(in, last));
  }

  private static @Nullable Point best(ByteSource in, Point last) {
    int kind = in.octet();
    ByteSource.require(kind >= NO_POINT && kind <= OWN_POINT);
    if (kind == NO_POINT) {
      return null;
    }
    return kind == LAST ? last : point(in);
  }

  private static Point point(ByteSource in) {
    long step = in.signed();
    double value = Double.longBitsToDouble(in.fixed());
    Instant time = time(in.signed(), in.unsigned());
    long data = in.unsigned();
    ByteSource.require(data >= 0 && data <= Integer.MAX_VALUE);
    return new Point(step, value, time, (int) data);
  }
}

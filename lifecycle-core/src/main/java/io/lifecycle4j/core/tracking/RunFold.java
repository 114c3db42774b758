package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.JournalEntry;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunEvent;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds up the events of one run. Not thread-safe. */
final class RunFold {
  private final RunInfo info;
  private final Map<String, String> params = new HashMap<>();
  private final Map<String, List<MetricPoint>> metrics = new HashMap<>();
  private final Map<String, String> tags = new HashMap<>();
  private final Map<String, BlobId> artifacts = new HashMap<>();
  private RunRecord.@Nullable End end;

  RunFold(RunInfo info) {
    this.info = info;
  }

  /** An event on disk. The kind is a text, so that a newer library may add kinds. */
  record Line(Instant time, String kind, String name, String text, double value, long step) {
    /** Checks the parts; what is thrown here makes the event a corrupt one. */
    Line {
      required(time, "time");
      required(name, "name");
      required(text, "text");
      required(kind, "kind");
      required(kind.equals("artifact") ? new BlobId(text) : text, "artifact");
    }

    static byte[] write(RunEvent event) {
      String kind = event.kind().name().toLowerCase(Locale.ROOT);
      return Json.write(
          new Line(event.time(), kind, event.name(), event.text(), event.value(), event.step()));
    }
  }

  void add(JournalEntry entry) {
    Line line = Json.read(entry.payload(), Line.class, "event of run " + info.id());
    switch (line.kind()) {
      case "param" -> params.put(line.name(), line.text());
      case "metric" ->
          metrics
              .computeIfAbsent(line.name(), name -> new ArrayList<>())
              .add(new MetricPoint(line.step(), line.value(), line.time()));
      case "tag" -> tags.put(line.name(), line.text());
      case "artifact" -> artifacts.put(line.name(), new BlobId(line.text()));
      case "end" -> end = new RunRecord.End(status(line.name()), line.time(), line.text());
      default -> {
        // written by a newer version of the library: kept on disk, not shown
      }
    }
  }

  private static RunStatus status(String name) {
    for (RunStatus status : RunStatus.values()) {
      if (status.name().equals(name)) {
        return status;
      }
    }
    return RunStatus.UNKNOWN;
  }

  RunRecord record() {
    Map<String, MetricPoint> latest = new HashMap<>();
    metrics.forEach((name, points) -> latest.put(name, latest(points)));
    return new RunRecord(info, end, params, latest, tags, artifacts);
  }

  private static MetricPoint latest(List<MetricPoint> points) {
    MetricPoint latest = points.get(0);
    for (MetricPoint point : points) {
      latest = point.step() >= latest.step() ? point : latest;
    }
    return latest;
  }

  List<MetricPoint> history(String metric) {
    return List.copyOf(metrics.getOrDefault(metric, List.of()));
  }
}

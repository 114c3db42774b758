package io.lifecycle4j.core.tracking.mlflow;

import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.ExperimentTracker;
import io.lifecycle4j.tracking.ImportReport.Counts;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunBatch;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunLog;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a run has and records it: in one batch if it is not long, so that there is all of it
 * or nothing. Without a log it only counts. Not thread-safe.
 */
final class RunTarget implements AutoCloseable {
  private static final int MAX_POINTS = 1 << 16;

  /** What all but the points of a run may take, so that its record stays one document. */
  private static final long MAX_FACTS = 14L << 20;

  private static final int PARAM = 100;
  private static final int TAG = 50;
  private static final int METRIC = 800;
  private static final int FILE = 200;

  private final ExperimentTracker tracker;
  private final @Nullable RunLog log;
  private RunBatch.Builder parts = RunBatch.builder();
  private int waiting;
  private long facts;
  private long points;
  private long params;
  private long tags;
  private long artifacts;
  private long bytes;

  RunTarget(ExperimentTracker tracker, @Nullable RunLog log) {
    this.tracker = tracker;
    this.log = log;
  }

  /** Returns what comes first, before any part of the folder. */
  RunBatch.Builder parts() {
    return parts;
  }

  boolean param(String name, String value) {
    if (!fits(PARAM + weight(name) + weight(value))) {
      return false;
    }
    parts.param(name, new Param(value, Param.Type.TEXT));
    params++;
    return true;
  }

  /** Sets a tag that is in the folder. */
  boolean tag(String name, String value) {
    boolean fits = note(name, value);
    tags += fits ? 1 : 0;
    return fits;
  }

  /** Sets a tag that says something of the import. */
  boolean note(String name, String value) {
    if (!fits(TAG + weight(name) + weight(value))) {
      return false;
    }
    parts.tag(name, value);
    return true;
  }

  /** Makes room for a metric. */
  boolean metric(String name) {
    return fits(METRIC + weight(name));
  }

  void point(String metric, MetricPoint point) {
    parts.point(metric, point);
    points++;
    waiting++;
    if (waiting == MAX_POINTS) {
      append(Durability.PROCESS);
    }
  }

  /** Makes room for a file. */
  boolean file(String name) {
    return fits(FILE + weight(name));
  }

  /** Stores a file. */
  void artifact(NamedContent file, long length) {
    if (log != null) {
      StoredFile stored = tracker.put(file);
      parts.artifact(stored);
      bytes += stored.size();
    } else {
      bytes += length;
    }
    artifacts++;
  }

  void end(RunEnd end) {
    parts.end(end);
    append(Durability.POWER);
  }

  private void append(Durability durability) {
    if (log != null) {
      log.append(parts.build(), durability);
    }
    parts = RunBatch.builder();
    waiting = 0;
  }

  private boolean fits(long weight) {
    if (facts + weight > MAX_FACTS) {
      return false;
    }
    facts += weight;
    return true;
  }

  /** Tells how many bytes a text takes at most in a document. */
  private static long weight(String text) {
    long weight = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ') {
        weight += 6;
      } else if (c < 0x80) {
        weight += c == '"' || c == '\\' ? 2 : 1;
      } else {
        weight += 3;
      }
    }
    return weight;
  }

  Counts counts() {
    return new Counts(1, points, params, tags, artifacts, bytes);
  }

  @Override
  public void close() {
    if (log != null) {
      log.close();
    }
  }
}

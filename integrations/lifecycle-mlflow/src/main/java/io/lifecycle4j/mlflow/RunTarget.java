package io.lifecycle4j.mlflow;

import static io.lifecycle4j.error.InvalidNameException.checkKey;

import io.lifecycle4j.mlflow.ImportReport.Counts;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunImports;
import io.lifecycle4j.tracking.spi.RunLog;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the data of a run and records it: atomically in one batch if it is short. Without a log
 * it only counts. Not thread-safe.
 */
final class RunTarget implements AutoCloseable {
  private static final int MAX_POINTS = 1 << 16;

  /** The most bytes of a run without its points, so that its record fits into one document. */
  private static final long MAX_FACTS = 14L << 20;

  private static final int PARAM = 100;
  private static final int TAG = 50;
  private static final int METRIC = 800;
  private static final int FILE = 200;

  private final RunImports imports;

  /** The tags of the run, including those of the import, which must not be overwritten. */
  private final Set<String> tagNames = new HashSet<>(Set.of(RunIds.ORIGIN, RunIds.BEGUN));

  private @Nullable RunLog log;
  private RunBatch.Builder parts = RunBatch.builder();
  private int waiting;
  private long facts;
  private long points;
  private long params;
  private long tags;
  private long artifacts;
  private long bytes;

  /**
   * An imported value.
   *
   * @param name its name in this home
   * @param whole whether it is unchanged: false if text that looks like a secret was redacted
   */
  record Kept(String name, boolean whole) {}

  RunTarget(RunImports imports) {
    this.imports = imports;
  }

  /**
   * Begins to record, after all parameters and tags and before the first file.
   *
   * @param begun the log, which is closed with this; null to only count
   */
  void open(@Nullable RunLog begun) {
    log = begun;
  }

  /** Returns the batch to fill before any data of the folder is added. */
  RunBatch.Builder parts() {
    return parts;
  }

  /** Sets a parameter; returns what was imported, or empty if the limit is reached. */
  Optional<Kept> param(String name, String value) {
    long weight = PARAM + weight(name);
    if (!hasRoom(weight + weight(value))) {
      return Optional.empty(); // Checked before the search for secrets.
    }
    String kept = imports.withoutSecrets(name, value);
    if (!fits(weight + weight(kept))) {
      return Optional.empty();
    }
    parts.param(name, new Param(kept, Param.Type.TEXT));
    params++;
    return Optional.of(new Kept(name, kept.equals(value)));
  }

  /** Sets a tag of the folder, like {@link #note}. */
  Optional<Kept> tag(String name, String value) {
    Optional<Kept> given = note(name, value);
    tags += given.isPresent() ? 1 : 0;
    return given;
  }

  /**
   * Sets a tag about the import.
   *
   * @return what was recorded, with another name if the tag exists; empty if the limit is reached
   */
  Optional<Kept> note(String name, String value) {
    String free = AllowedNames.free(name, tagNames);
    long weight = TAG + weight(free);
    if (!hasRoom(weight + weight(value))) {
      return Optional.empty(); // Checked before the search for secrets.
    }
    String kept = imports.withoutSecrets(free, value);
    if (!fits(weight + weight(kept))) {
      return Optional.empty();
    }
    tagNames.add(free);
    parts.tag(free, kept);
    return Optional.of(new Kept(free, kept.equals(value)));
  }

  /** Reserves space for a metric, and checks its name once for all its points. */
  boolean metric(String name) {
    return fits(METRIC + weight(checkKey("metric", name)));
  }

  void point(String metric, MetricPoint point) {
    parts.point(new RunBatch.Point(metric, point));
    points++;
    waiting++;
    if (waiting == MAX_POINTS) {
      append(Durability.PROCESS);
    }
  }

  /** Reserves space for a file. */
  boolean file(String name) {
    return fits(FILE + weight(name));
  }

  /** Stores a file. */
  void artifact(NamedContent file, long length) {
    if (log != null) {
      StoredFile stored = imports.put(file);
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

  private boolean hasRoom(long weight) {
    return facts + weight <= MAX_FACTS;
  }

  private boolean fits(long weight) {
    if (!hasRoom(weight)) {
      return false;
    }
    facts += weight;
    return true;
  }

  /** Returns the most bytes that a text occupies in a document. */
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

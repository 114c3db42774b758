package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A home with many ended runs of 10 metrics, 10 parameters and 3 tags each.
 *
 * <p>One run is recorded; its catalog entry is repeated with other ids and values, because
 * recording 100,000 runs would take an hour and have the same result.
 */
final class SearchedHome {
  static final int PARTS = 10;

  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.123Z");
  private static final String CATALOG = "runs";
  private static final String ID = "k3f8w2m9qz7t5x4c";
  private static final int BATCH = 1_000;

  private SearchedHome() {}

  /** Returns the placeholder value of a metric. */
  private static double value(int metric) {
    return 0.123456789 + metric;
  }

  private static String param(int param) {
    return "param-value-" + param;
  }

  static void fill(Path directory, int runs) {
    try (Medium medium = Media.file(directory)) {
      record(Tracking.over(medium));
      List<JournalEntry> entries = medium.journals().read(CATALOG, 1);
      Random random = new Random(42);
      try (Journal catalog = medium.journals().shared(CATALOG)) {
        for (int from = 1; from < runs; from += BATCH) {
          List<byte[]> payloads = new ArrayList<>();
          for (int run = from; run < Math.min(runs, from + BATCH); run++) {
            for (JournalEntry entry : entries) {
              payloads.add(another(entry.payload().clone(), run, random));
            }
          }
          catalog.append(new Batch(Batch.NO_TOKEN, Batch.ANY, payloads, Durability.PROCESS));
        }
      }
    }
  }

  private static void record(ExperimentTracker tracker) {
    try (RunLog log = tracker.start(new RunInfo(ID, "fraud", TIME))) {
      RunBatch.Builder batch = RunBatch.builder();
      for (int i = 0; i < PARTS; i++) {
        batch.param("param" + i, Param.of(param(i)));
        for (int step = 0; step < 3; step++) {
          double value = step == 2 ? value(i) : 100 * step - 50;
          batch.point("metric" + i, new MetricPoint(step, value, TIME.plusSeconds(step)));
        }
      }
      batch.tag("team", "fraud").tag("git", "4f7b9c1").tag("stage", "search");
      batch.end(new RunEnd(RunStatus.FINISHED, TIME.plusSeconds(60), ""));
      log.append(batch.build(), Durability.POWER);
    }
    if (tracker.find(ID).isEmpty()) {
      throw new IllegalStateException("The run " + ID + " is not there");
    }
  }

  /** Replaces the parts that differ between runs by bytes of the same length. */
  private static byte[] another(byte[] entry, int run, Random random) {
    replace(entry, text(ID), text(String.format(Locale.ROOT, "k3f8w2m9%08d", run)));
    for (int i = 0; i < PARTS; i++) {
      replace(entry, bits(value(i)), bits(random.nextDouble()));
      String other = String.format(Locale.ROOT, "param-%07d", random.nextInt(100));
      replace(entry, text(param(i)), text(other));
    }
    if (random.nextInt(4) == 0) {
      replace(entry, text("fraud"), text("rides"));
    }
    return entry;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bits(double value) {
    return ByteBuffer.allocate(Double.BYTES).putDouble(value).array();
  }

  private static void replace(byte[] bytes, byte[] old, byte[] other) {
    for (int i = 0; i + old.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + old.length, old, 0, old.length)) {
        System.arraycopy(other, 0, bytes, i, other.length);
      }
    }
  }
}

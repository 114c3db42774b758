package io.lifecycle4j.core.tracking.environment;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.error.Rounds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples the resources that the process and the machine use during runs.
 *
 * <table>
 * <caption>Metrics; a count is that since the last sample, or since the run began</caption>
 * <tr><th>Name</th><th>Unit</th><th>What</th></tr>
 * <tr><td>system/cpu.process</td><td>share, 0 to 1</td><td>of all processors, by the process</td></tr>
 * <tr><td>system/cpu.machine</td><td>share, 0 to 1</td><td>of all processors, by all processes</td></tr>
 * <tr><td>system/memory.used</td><td>bytes</td><td>of the machine or container, caches included</td></tr>
 * <tr><td>system/heap.used</td><td>bytes</td><td>of the heap, garbage included</td></tr>
 * <tr><td>system/heap.committed</td><td>bytes</td><td>of the heap, committed by the system</td></tr>
 * <tr><td>system/heap.max</td><td>bytes</td><td>that the heap can grow to, if limited</td></tr>
 * <tr><td>system/nonheap.used</td><td>bytes</td><td>of classes and compiled code</td></tr>
 * <tr><td>system/direct.used</td><td>bytes</td><td>of direct buffers</td></tr>
 * <tr><td>system/gc.count</td><td>count</td><td>of collections of all collectors</td></tr>
 * <tr><td>system/gc.millis</td><td>milliseconds</td><td>in them, concurrent phases included</td></tr>
 * <tr><td>system/threads.count</td><td>count, at the time</td><td>of live threads</td></tr>
 * <tr><td>system/files.open</td><td>count, at the time</td><td>of open files; not on Windows</td></tr>
 * <tr><td>system/disk.free</td><td>bytes</td><td>on the disk of the home</td></tr>
 * <tr><td>system/disk.read</td><td>bytes, count</td><td>from disks, by the process; Linux</td></tr>
 * <tr><td>system/disk.written</td><td>bytes, count</td><td>to disks, by the process; Linux</td></tr>
 * </table>
 *
 * <p>Values that the system does not provide are not logged. One daemon thread samples for all
 * runs; it ends a few seconds after the last of them. Thread-safe.
 */
public final class SystemMetrics implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SystemMetrics.class);

  /** How long the thread stays when there is no run. */
  private static final Duration IDLE = Duration.ofSeconds(5);

  private static final Duration END = Duration.ofSeconds(2);

  private final Path home;
  private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
  private final Rounds rounds = new Rounds("system-metrics", this::round);
  private boolean idle;

  /** Creates an idle sampler, which reads the free space of the disk of {@code home}. */
  public SystemMetrics(Path home) {
    this.home = required(home, "home");
  }

  /** Samples for the runs that are due; returns the time until the next sample. */
  private @Nullable Duration round() {
    long next = Long.MAX_VALUE;
    for (Watched run : watched) {
      run.sampleIfDue();
      next = Math.min(next, run.due - System.nanoTime());
    }
    boolean ends = idle && watched.isEmpty();
    idle = watched.isEmpty();
    return ends ? null : idle ? IDLE : Duration.ofNanos(Math.max(0, next));
  }

  /** A run that receives samples until it is closed. */
  public final class Watched implements AutoCloseable {
    private final long interval;
    private final Consumer<Map<String, Double>> sink;
    private @Nullable SystemProbe probe;
    private boolean failed;

    /** When the next sample is due; confined to the thread. */
    private long due = System.nanoTime();

    private Watched(Duration interval, Consumer<Map<String, Double>> sink) {
      this.interval = interval.toNanos();
      this.sink = sink;
    }

    private void sampleIfDue() {
      if (System.nanoTime() - due >= 0) {
        try {
          sample();
        } finally {
          due = System.nanoTime() + interval;
        }
      }
    }

    /** Passes a sample to the run; if reading it or the run fails, the sample is skipped. */
    @SuppressWarnings("checkstyle:IllegalCatch") // a reduced runtime image may lack a module
    private void sample() {
      try {
        if (probe == null) {
          probe = new SystemProbe(Path.of("/"), home); // not by the caller: it is slow
        } else {
          Map<String, Double> values = new LinkedHashMap<>();
          probe.sample(values::put);
          sink.accept(values);
        }
        failed = false;
      } catch (RuntimeException | Error e) {
        if (!failed) { // logged once, not with every sample
          failed = true;
          LOG.warn("Cannot log system metrics", e);
        }
      }
    }

    /** Stops the samples of the run. One already in progress may still arrive. */
    @Override
    public void close() {
      watched.remove(this);
    }
  }

  /** Begins to sample for a run, after one interval; close the result when the run ends. */
  public Watched watch(Duration interval, Consumer<Map<String, Double>> sink) {
    Watched run = new Watched(required(interval, "interval"), required(sink, "sink"));
    watched.add(run);
    if (!rounds.wake()) {
      LOG.warn("Cannot log system metrics: no thread can be started; the next run tries again");
    }
    return run;
  }

  /** Stops the samples of all runs. */
  @Override
  public void close() {
    watched.clear();
    rounds.end(END);
  }
}

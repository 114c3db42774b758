package io.lifecycle4j.core.tracking.environment;

import static io.lifecycle4j.error.Preconditions.required;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples what the process and the machine use while runs go on.
 *
 * <table>
 * <caption>Metrics; a count is that since the sample before, or since the run began</caption>
 * <tr><th>Name</th><th>Unit</th><th>What</th></tr>
 * <tr><td>system/cpu.process</td><td>share, 0 to 1</td><td>of all processors, by the process</td></tr>
 * <tr><td>system/cpu.machine</td><td>share, 0 to 1</td><td>of all processors, by all processes</td></tr>
 * <tr><td>system/memory.used</td><td>bytes</td><td>of the machine or container, caches included</td></tr>
 * <tr><td>system/heap.used</td><td>bytes</td><td>of the heap, garbage included</td></tr>
 * <tr><td>system/heap.committed</td><td>bytes</td><td>of the heap, held from the system</td></tr>
 * <tr><td>system/heap.max</td><td>bytes</td><td>that the heap can grow to, if bound</td></tr>
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
 * <p>What a system does not tell is not logged. One daemon thread samples for all runs; it ends a
 * few seconds after the last of them. Thread-safe.
 */
public final class SystemMetrics implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SystemMetrics.class);

  private final Path home;
  private final ScheduledThreadPoolExecutor sampler;

  /**
   * Makes a sampler, which does nothing yet.
   *
   * @param home a directory on the disk whose free space is told
   */
  public SystemMetrics(Path home) {
    this.home = required(home, "home");
    this.sampler = new ScheduledThreadPoolExecutor(1, SystemMetrics::thread);
    sampler.setKeepAliveTime(5, TimeUnit.SECONDS);
    sampler.allowCoreThreadTimeOut(true);
    sampler.setRemoveOnCancelPolicy(true);
    // of a run that begins while the home closes, which ends it
    sampler.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "lifecycle4j-system-metrics");
    thread.setDaemon(true);
    return thread;
  }

  /** Takes what was sampled, such as a run. */
  public interface Sink {
    /**
     * Takes a sample.
     *
     * @param values each in the unit of its metric, whose name begins with {@code system/}
     */
    void take(Map<String, Double> values);
  }

  /** A run that is told samples, until it is closed. */
  public final class Watched implements AutoCloseable {
    private final Sink sink;
    private final Future<?> schedule;
    private @Nullable SystemProbe probe;
    private boolean failed;

    private Watched(Duration interval, Sink sink) {
      this.sink = sink;
      this.schedule =
          sampler.scheduleWithFixedDelay(this::next, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Tells the run a sample; what it cannot take, or nobody can read, costs it the sample. */
    private void next() {
      try {
        if (probe == null) {
          probe = new SystemProbe(Path.of("/"), home); // not on the caller: the first takes long
        } else {
          Map<String, Double> values = new LinkedHashMap<>();
          probe.sample(values::put);
          sink.take(values);
        }
        failed = false;
      } catch (RuntimeException | LinkageError e) { // a small runtime may lack a module
        if (!failed) { // said once, not at every sample
          LOG.warn("Cannot log system metrics", e);
        }
        failed = true;
      }
    }

    /** Ends the samples of the run. One that is being told may still come. */
    @Override
    public void close() {
      schedule.cancel(false);
    }
  }

  /**
   * Begins to tell a run what is sampled; the first sample comes after one interval.
   *
   * @param interval between two samples
   * @param sink the run
   * @return to be closed when the run ends
   */
  public Watched watch(Duration interval, Sink sink) {
    return new Watched(required(interval, "interval"), required(sink, "sink"));
  }

  /** Ends the samples of all runs. */
  @Override
  public void close() {
    sampler.shutdownNow();
  }
}

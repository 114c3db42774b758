package io.lifecycle4j.core.tracking.environment;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.required;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples what the process and the machine use while runs go on.
 *
 * <table>
 * <caption>Metrics; a count is that since the sample before</caption>
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
 * <p>What a system does not tell is not logged. One daemon thread samples for all runs: it starts
 * with the first and ends with the last. Thread-safe.
 */
public final class SystemMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(SystemMetrics.class);

  private final Duration interval;
  private final Path root;
  private final Path home;
  private final List<Watched> runs = new ArrayList<>();
  private @Nullable SystemProbe probe;
  private @Nullable Thread thread;

  /**
   * Makes a sampler, which does nothing yet.
   *
   * @param interval between two samples, at least a millisecond
   * @param home a directory on the disk whose free space is told
   * @throws io.lifecycle4j.error.InvalidValueException if the interval is shorter
   */
  public SystemMetrics(Duration interval, Path home) {
    this(interval, Path.of("/"), home);
  }

  /** Makes a sampler that reads {@code proc} below a root. */
  SystemMetrics(Duration interval, Path root, Path home) {
    check(
        required(interval, "interval").toMillis() >= 1,
        "Invalid interval: %s (must be at least one millisecond)",
        interval);
    this.interval = interval;
    this.root = root;
    this.home = required(home, "home");
  }

  /** Takes what was sampled, such as a run. */
  public interface Sink {
    /**
     * Takes a value.
     *
     * @param metric its name, {@code system/} first
     * @param value in the unit of the metric
     */
    void log(String metric, double value);
  }

  /** A run that is told the samples, until it is closed. */
  public final class Watched implements AutoCloseable {
    private final Sink sink;
    private boolean failed;

    private Watched(Sink sink) {
      this.sink = sink;
    }

    /** Tells a run a sample. What a run cannot take costs it the sample, and the others nothing. */
    private void tell(List<Value> values) {
      try {
        values.forEach(value -> sink.log(value.metric(), value.value()));
        failed = false;
      } catch (RuntimeException e) {
        if (!failed) { // said once, not at every sample
          LOG.warn("Cannot log system metrics", e);
        }
        failed = true;
      }
    }

    /** Ends the samples of the run. One that is being told may still come. */
    @Override
    public void close() {
      end(this);
    }
  }

  private record Value(String metric, double value) {}

  /**
   * Begins to tell a run what is sampled; the first sample comes after one interval.
   *
   * @param sink the run; what it throws costs it the sample, and others nothing
   * @return to be closed when the run ends
   */
  public synchronized Watched watch(Sink sink) {
    Watched run = new Watched(required(sink, "sink"));
    if (runs.isEmpty()) {
      probe = new SystemProbe(root, home); // what grew while there was no run is nobody's
      thread = new Thread(this::work, "lifecycle4j-system-metrics");
      thread.setDaemon(true);
      thread.start();
    }
    runs.add(run);
    return run;
  }

  private synchronized void end(Watched run) {
    if (runs.remove(run) && runs.isEmpty() && thread != null) {
      LockSupport.unpark(thread);
      thread = null;
    }
  }

  private void work() {
    long next = System.nanoTime() + interval.toNanos();
    while (isMine()) {
      long wait = next - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(this, wait); // may return early: asked again
        Thread.interrupted(); // nobody's business; it would make the waiting a spinning
      } else {
        sample();
        next = System.nanoTime() + interval.toNanos(); // a late one is not caught up
      }
    }
  }

  private synchronized boolean isMine() {
    return Thread.currentThread() == thread;
  }

  /** Samples once, and tells all runs. */
  void sample() {
    List<Value> values = new ArrayList<>();
    List<Watched> told;
    synchronized (this) {
      if (probe == null) {
        return; // there was no run yet
      }
      probe.sample((metric, value) -> values.add(new Value(metric, value)));
      told = List.copyOf(runs);
    }
    told.forEach(
        run -> run.tell(values)); // unlocked: a run that waits for its disk holds up no other
  }
}

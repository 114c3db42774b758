package io.lifecycle4j.core.tracking.environment;

import static io.lifecycle4j.error.Preconditions.required;

import com.sun.management.UnixOperatingSystemMXBean;
import io.lifecycle4j.core.error.Rounds;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;
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

  /**
   * Reads what the process and the machine use. Values that the system does not provide are left
   * out. Not thread-safe.
   *
   * <p>Counts are those since the last sample, or since the probe was created.
   */
  static final class SystemProbe {
    private final Path io;
    private final @Nullable FileStore store;
    private final OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<GarbageCollectorMXBean> collectors =
        ManagementFactory.getGarbageCollectorMXBeans();
    private final List<BufferPoolMXBean> pools =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
    private final double totalMemory; // asked once: it takes as long as all the rest
    private final Count processTime = new Count();
    private final Count wallTime = new Count();
    private final Count collections = new Count();
    private final Count pauses = new Count();
    private final Count read = new Count();
    private final Count written = new Count();

    /** Creates a probe; {@code root} is the directory that holds {@code proc}. */
    SystemProbe(Path root, Path home) {
      this.io = root.resolve("proc/self/io");
      this.store = store(home);
      this.totalMemory =
          system instanceof com.sun.management.OperatingSystemMXBean known
              ? known.getTotalMemorySize()
              : 0;
      sample((metric, value) -> {}); // counts begin here
    }

    private static @Nullable FileStore store(Path home) {
      try {
        return Files.getFileStore(home);
      } catch (IOException | RuntimeException e) { // deleted, or on a file system without stores
        return null;
      }
    }

    private static final class Count {
      private long before;

      long since(long now) {
        long since = now - before;
        before = now;
        return since;
      }
    }

    void sample(ObjDoubleConsumer<String> sink) {
      processors(sink);
      memory(sink);
      collections(sink);
      sink.accept("system/threads.count", threads.getThreadCount());
      disk(sink);
      bytes(sink);
    }

    private void processors(ObjDoubleConsumer<String> sink) {
      if (system instanceof com.sun.management.OperatingSystemMXBean known) {
        long time = processTime.since(known.getProcessCpuTime());
        long wall = wallTime.since(System.nanoTime());
        long all = wall * Runtime.getRuntime().availableProcessors();
        if (all > 0 && time >= 0) {
          sink.accept("system/cpu.process", Math.min(1, (double) time / all));
        }
        known("system/cpu.machine", known.getCpuLoad(), sink);
        sink.accept("system/memory.used", totalMemory - known.getFreeMemorySize());
      }
      if (system instanceof UnixOperatingSystemMXBean unix) {
        known("system/files.open", (double) unix.getOpenFileDescriptorCount(), sink);
      }
    }

    /** Logs a value, unless it is negative or NaN, by which the system says that it has none. */
    private static void known(String metric, double value, ObjDoubleConsumer<String> sink) {
      if (value >= 0) {
        sink.accept(metric, value);
      }
    }

    private void memory(ObjDoubleConsumer<String> sink) {
      MemoryUsage heap = memory.getHeapMemoryUsage();
      sink.accept("system/heap.used", (double) heap.getUsed());
      sink.accept("system/heap.committed", (double) heap.getCommitted());
      known("system/heap.max", (double) heap.getMax(), sink);
      sink.accept("system/nonheap.used", (double) memory.getNonHeapMemoryUsage().getUsed());
      double direct = 0;
      for (BufferPoolMXBean pool : pools) {
        direct += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
      }
      sink.accept("system/direct.used", direct);
    }

    private void collections(ObjDoubleConsumer<String> sink) {
      long count = 0;
      long millis = 0;
      for (GarbageCollectorMXBean collector : collectors) {
        count += Math.max(0, collector.getCollectionCount());
        millis += Math.max(0, collector.getCollectionTime());
      }
      sink.accept("system/gc.count", (double) collections.since(count));
      sink.accept("system/gc.millis", (double) pauses.since(millis));
    }

    private void disk(ObjDoubleConsumer<String> sink) {
      if (store != null) {
        try {
          sink.accept("system/disk.free", (double) store.getUsableSpace());
        } catch (IOException e) {
          return; // unmounted
        }
      }
    }

    private void bytes(ObjDoubleConsumer<String> sink) {
      String text;
      try {
        text = FactSources.text(io);
      } catch (IOException e) {
        return; // not Linux
      }
      long bytesRead = field(text, "read_bytes: ");
      long bytesWritten = field(text, "write_bytes: ");
      if (bytesRead >= 0 && bytesWritten >= 0) {
        sink.accept("system/disk.read", (double) read.since(bytesRead));
        sink.accept("system/disk.written", (double) written.since(bytesWritten));
      }
    }

    private static long field(String text, String name) {
      return text.lines()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.substring(name.length()).strip()))
          .findFirst()
          .orElse(-1);
    }
  }
}

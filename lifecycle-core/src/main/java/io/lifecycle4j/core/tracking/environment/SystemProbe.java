package io.lifecycle4j.core.tracking.environment;

import com.sun.management.UnixOperatingSystemMXBean;
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
import java.util.List;
import java.util.function.ObjDoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the process and the machine use. Values that the system does not provide are left out.
 * Not thread-safe.
 *
 * <p>Counts are those since the last sample, or since the probe was created.
 */
final class SystemProbe {
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

package io.lifecycle4j.core.loading;

import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.storage.StoredFile;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;

/**
 * Refuses a version that certainly does not fit into memory, before anything of it is read: a
 * native library that runs out of memory ends the process.
 *
 * <p>The rule is simple: the files of a version, which a loaded network holds at least once, must
 * be smaller than the memory of the machine or container, for native code without the heap of this
 * JVM. What other processes use is not considered, since the system can take some of it back.
 */
final class LoadMemory {
  private LoadMemory() {}

  /**
   * Returns the memory that a network, in native code or in the heap, could have at most, in bytes.
   */
  static long most(boolean isNative) {
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize() - (isNative ? heap : 0)
        : Long.MAX_VALUE;
  }

  /** Returns the bytes that native code has even once the heap is as large as it can get. */
  static long besideHeap() {
    return most(false) - heap();
  }

  /** Returns the bytes of the largest heap. */
  static long heap() {
    return Runtime.getRuntime().maxMemory();
  }

  /** Returns the bytes of the heap that are certainly free. */
  static long freeHeap() {
    return heap() - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /**
   * Returns whether several versions together have room in so many bytes with certainty: twice what
   * their files have, since an engine may copy what it reads.
   */
  static boolean fitTwice(Stream<ModelVersion> versions, long most) {
    return versions.mapToLong(LoadMemory::bytes).reduce(0, LoadMemory::plus) <= most / 2;
  }

  private static long bytes(ModelVersion version) {
    return version.manifest().artifact().files().stream()
        .mapToLong(StoredFile::size)
        .reduce(0, LoadMemory::plus);
  }

  private static long plus(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }

  /** Throws a ModelUnavailableException if the files of a version have more bytes. */
  static void check(ModelVersion version, long most) {
    long bytes = bytes(version);
    if (bytes > most) {
      throw new ModelUnavailableException(
          String.format(
              "Cannot load %s: its files have %s bytes (at most %s bytes of memory are left for a"
                  + " network; give the machine or container more)",
              version.label(), bytes, most));
    }
  }
}

package io.lifecycle4j.core.evaluation;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What a thread has allocated on the heap, garbage included. */
final class HeapBytes {
  private HeapBytes() {}

  /** Returns the bytes that the calling thread has ever allocated; 0 if the JVM does not count. */
  static long allocated() {
    return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean counting
            && counting.isThreadAllocatedMemoryEnabled()
        ? counting.getThreadAllocatedBytes(Thread.currentThread().getId())
        : 0;
  }
}

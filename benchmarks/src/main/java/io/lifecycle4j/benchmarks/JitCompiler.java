package io.lifecycle4j.benchmarks;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** The JIT compiler of this process, which slows down what is measured while it works. */
final class JitCompiler {
  private static final int MOST_SECONDS = 30;
  private static final int QUIET_SECONDS = 2;

  /** The compiler counts as idle if it works less than this in a second. */
  private static final int QUIET_MILLIS = 50;

  private JitCompiler() {}

  /** Waits until the compiler is idle, for half a minute at most. What is measured must run. */
  static void awaitIdle() throws InterruptedException {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    long before = compiler.getTotalCompilationTime();
    int quiet = 0;
    for (int second = 0; second < MOST_SECONDS && quiet < QUIET_SECONDS; second++) {
      Thread.sleep(Duration.ofSeconds(1).toMillis());
      long now = compiler.getTotalCompilationTime();
      quiet = now - before < QUIET_MILLIS ? quiet + 1 : 0;
      before = now;
    }
  }
}

package io.lifecycle4j.core.model;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The rows that a program runs in a separate JVM, read while it runs, so that they need not fit
 * into its memory.
 *
 * <p>The thread that reads ends the JVM when the one that sends is gone.
 */
final class ProbeRows {
  private static final long MOMENT = 200;

  private final DataInputStream in;
  private final BlockingQueue<List<float[]>> batches = new ArrayBlockingQueue<>(1);
  private final ProcessHandle parent =
      ProcessHandle.current().parent().orElseGet(ProcessHandle::current);

  private ProbeRows(DataInputStream in) {
    this.in = in;
  }

  /** Sends rows in the batches in which {@link TensorRunner#BATCH} splits each role. */
  static void write(DataOutputStream out, List<List<float[]>> roles) throws IOException {
    for (List<float[]> role : roles) {
      for (int start = 0; start < role.size(); start += TensorRunner.BATCH) {
        int end = Math.min(role.size(), start + TensorRunner.BATCH);
        ProbeRequest.write(out, role.subList(start, end));
      }
    }
    ProbeRequest.write(out, List.of());
    out.flush();
  }

  /** Starts to read on a thread of its own. */
  static ProbeRows read(DataInputStream in) {
    ProbeRows rows = new ProbeRows(in);
    Thread thread = new Thread(rows::read, "lifecycle4j-parent");
    thread.setDaemon(true);
    thread.start();
    return rows;
  }

  /** Returns the next batch, empty after the last. */
  List<float[]> next() {
    try {
      return batches.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e); // nobody interrupts it
    }
  }

  private void read() {
    try {
      List<float[]> batch;
      do {
        batch = ProbeRequest.rows(in);
        while (!batches.offer(batch, MOMENT, TimeUnit.MILLISECONDS)) {
          if (!parent.isAlive()) { // the end of the input is behind rows that nobody takes
            Runtime.getRuntime().halt(1);
          }
        }
      } while (!batch.isEmpty());
      while (in.read() >= 0) {
        Thread.onSpinWait(); // nothing more is sent
      }
    } catch (IOException | InterruptedException e) {
      // ended as well
    }
    Runtime.getRuntime().halt(1);
  }
}

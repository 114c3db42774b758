package io.lifecycle4j.webhook;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * How long a post may take. A step that takes longer fails, since its connection is closed under
 * it: a timeout of a socket bounds each read, but not all of them, and no write. Not thread-safe.
 */
final class Deadline {
  /** Counts on a thread of the JVM. */
  static final LongFunction<CompletableFuture<Boolean>> SYSTEM =
      nanos ->
          new CompletableFuture<Boolean>().completeOnTimeout(true, nanos, TimeUnit.NANOSECONDS);

  private final long end;

  /** Completes with true after so many nanoseconds, unless it is completed before. */
  private final LongFunction<CompletableFuture<Boolean>> timer;

  /** Ends so many nanoseconds from now. */
  Deadline(long nanos, LongFunction<CompletableFuture<Boolean>> timer) {
    this.end = System.nanoTime() + nanos;
    this.timer = timer;
  }

  /** What a connection is used for. */
  interface Step<T> {
    T run() throws IOException;
  }

  /** Returns the nanoseconds that are left, above 0. */
  long left() throws SocketTimeoutException {
    long left = end - System.nanoTime();
    if (left <= 0) {
      throw slow();
    }
    return left;
  }

  /** Runs a step, and closes its connection after a share of the time that is left. */
  <T> T within(int shares, SocketChannel channel, Step<T> step) throws IOException {
    CompletableFuture<Boolean> late = timer.apply(left() / shares);
    CompletableFuture<Void> closed = late.thenAccept(over -> close(over, channel));
    try {
      T result = step.run();
      if (isLate(late)) {
        throw slow();
      }
      return result;
    } catch (IOException e) {
      throw isLate(late) ? slow(e) : e;
    } finally {
      late.complete(false); // else it would be kept until then
      closed.join();
    }
  }

  private static boolean isLate(CompletableFuture<Boolean> late) {
    late.complete(false);
    return late.join();
  }

  private static void close(boolean over, SocketChannel channel) {
    if (over) {
      try {
        channel.close();
      } catch (IOException e) {
        Thread.onSpinWait(); // it is closed all the same
      }
    }
  }

  private static SocketTimeoutException slow(IOException cause) {
    SocketTimeoutException slow = slow();
    slow.initCause(cause);
    return slow;
  }

  static SocketTimeoutException slow() {
    return new SocketTimeoutException("too slow");
  }
}

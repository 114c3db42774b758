package io.lifecycle4j.webhook;

import io.lifecycle4j.webhook.Webhook.Resolver;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the addresses of a host on a thread of its own, since nothing ends a look-up that hangs:
 * there is one at most, for which all posts wait. Thread-safe.
 */
final class HostAddresses {
  private final String host;
  private final Resolver resolver;
  private @Nullable FutureTask<InetAddress[]> running;

  HostAddresses(String host, Resolver resolver) {
    this.host = host;
    this.resolver = resolver;
  }

  /** Returns the addresses of the host; the name may have others a moment later. */
  InetAddress[] find(Deadline deadline) throws IOException {
    try {
      return running().get(deadline.left(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw Deadline.slow();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure
          ? failure
          : new IOException("cannot find " + host, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private synchronized FutureTask<InetAddress[]> running() {
    FutureTask<InetAddress[]> last = running;
    if (last != null && !last.isDone()) {
      return last;
    }
    FutureTask<InetAddress[]> next = new FutureTask<>(this::resolve);
    Thread thread = new Thread(next, "webhook-addresses");
    thread.setDaemon(true);
    thread.start();
    running = next; // only now: without memory for a thread, it would never be done
    return next;
  }

  private InetAddress[] resolve() throws UnknownHostException {
    return resolver.resolve(host);
  }
}

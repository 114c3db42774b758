package io.lifecycle4j.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Posts JSON to a service of this machine: each of many connections sends the next request as soon
 * as it has the answer to the previous one. One thread serves all connections and reads as much of
 * HTTP as it must, so that most of the processor is left to the service. Used by one thread.
 */
final class HttpLoad {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final int port;
  private final List<byte[]> requests;
  private int rejected;

  /**
   * Prepares requests.
   *
   * @param path is posted to
   * @param bodies are sent in turn
   */
  HttpLoad(int port, String path, List<String> bodies) {
    this.port = port;
    this.requests = bodies.stream().map(body -> request(port, path, body)).toList();
  }

  private static byte[] request(int port, String path, String body) {
    String head =
        "POST %s HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, port, body.getBytes(StandardCharsets.UTF_8).length);
    return (head + body).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Sends for a time.
   *
   * @return answers of status 200 per second of all connections together, their latencies, and the
   *     processor time that it took to send and read one
   * @throws IOException if the service cannot be reached, or does not answer in time
   * @throws IllegalStateException if the status of an answer is neither 200 nor 503
   */
  Figures run(int connections, Duration time) throws IOException {
    long before = THREADS.getCurrentThreadCpuTime();
    long[] nanos = send(connections, time);
    double cpu = (THREADS.getCurrentThreadCpuTime() - before) / 1e9;
    return Figures.of(nanos, time.toNanos() / 1e9, cpu);
  }

  /**
   * Sends one request on a connection of its own.
   *
   * @return whether it was answered with 200
   */
  boolean isAnswered() {
    try {
      return send(1, Duration.ZERO).length == 1;
    } catch (IOException | IllegalStateException e) {
      return false; // it does not listen yet, or is not ready
    }
  }

  /** Returns the latency of each request that was answered with 200; each connection sends one. */
  private long[] send(int count, Duration time) throws IOException {
    List<HttpConnection> connections = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < count; i++) {
        connections.add(HttpConnection.open(port, selector));
      }
      Sending sending = new Sending(selector, connections, System.nanoTime() + time.toNanos());
      for (HttpConnection each : List.copyOf(connections)) {
        sending.next(each);
      }
      while (sending.open > 0) {
        if (selector.select(sending::read, TIMEOUT.toMillis()) == 0) {
          throw new IOException("No answer within " + TIMEOUT);
        }
        sending.rethrow();
      }
      return sending.latencies();
    } finally {
      for (HttpConnection each : connections) {
        each.close();
      }
    }
  }

  /** Returns how many requests were rejected since the last call. */
  int rejected() {
    int now = rejected;
    rejected = 0;
    return now;
  }

  /** The requests of a time, and their latencies. */
  private final class Sending {
    private final Selector selector;

    /** All that were opened. */
    private final List<HttpConnection> connections;

    private final long end;
    private long[] nanos = new long[1 << 16];
    private int answered;
    private int sent;

    /** Connections that wait for an answer. */
    private int open;

    private @Nullable IOException failure;

    Sending(Selector selector, List<HttpConnection> connections, long end) {
      this.selector = selector;
      this.connections = connections;
      this.end = end;
    }

    void next(HttpConnection connection) throws IOException {
      connection.send(requests.get(sent++ % requests.size()));
      open++;
    }

    void read(SelectionKey key) {
      try {
        HttpConnection connection = (HttpConnection) key.attachment();
        if (connection.read()) {
          open--;
          ended(connection);
        }
      } catch (IOException e) {
        failure = e;
      }
    }

    private void ended(HttpConnection connection) throws IOException {
      long now = System.nanoTime();
      if (connection.status() == 200) {
        nanos = answered < nanos.length ? nanos : Arrays.copyOf(nanos, 2 * nanos.length);
        nanos[answered++] = now - connection.sentAt();
      } else if (connection.status() == 503) {
        rejected++;
      } else {
        throw new IllegalStateException("Answered: " + connection.status());
      }
      if (now < end) {
        next(connection.isLast() ? another(connection) : connection);
      }
    }

    private HttpConnection another(HttpConnection closed) throws IOException {
      closed.close();
      HttpConnection another = HttpConnection.open(port, selector);
      connections.add(another);
      return another;
    }

    void rethrow() throws IOException {
      if (failure != null) {
        throw failure;
      }
    }

    long[] latencies() {
      return Arrays.copyOf(nanos, answered);
    }
  }
}

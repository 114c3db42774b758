package io.lifecycle4j.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Posts JSON to a service of this machine: each of many connections sends the next request as soon
 * as it has the answer to the previous one. It reads as much of HTTP as it must, so that most of
 * the processor is left to the service.
 */
final class HttpLoad {
  private static final int BUFFER = 4_096;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final AtomicInteger rejected = new AtomicInteger();
  private final int port;
  private final List<byte[]> requests;

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
   * @return answers of status 200 per second of all connections together, and their latencies; the
   *     processor time is not known
   * @throws IllegalStateException if the status of an answer is neither 200 nor 503
   */
  Figures run(int connections, Duration time) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      CyclicBarrier start = new CyclicBarrier(connections);
      List<Future<long[]>> samples = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        int first = i;
        samples.add(threads.submit(() -> send(first, start, time)));
      }
      List<long[]> nanos = new ArrayList<>();
      for (Future<long[]> sample : samples) {
        nanos.add(sample.get());
      }
      long[] all = nanos.stream().flatMapToLong(Arrays::stream).toArray();
      return Figures.of(all, time.toNanos() / 1e9, Double.NaN);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Returns the latency of each request of a connection. */
  private long[] send(int first, CyclicBarrier start, Duration time) throws Exception {
    try (Socket socket = connect()) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
      long[] nanos = new long[BUFFER];
      int calls = 0;
      start.await();
      long now = System.nanoTime();
      long end = now + time.toNanos();
      while (now < end) {
        socket.getOutputStream().write(requests.get((first + calls) % requests.size()));
        boolean isAnswered = readAnswer(in);
        long after = System.nanoTime();
        if (isAnswered) {
          nanos = calls < nanos.length ? nanos : Arrays.copyOf(nanos, 2 * nanos.length);
          nanos[calls++] = after - now;
        } else {
          rejected.incrementAndGet();
        }
        now = after;
      }
      return Arrays.copyOf(nanos, calls);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) TIMEOUT.toMillis());
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  /**
   * Sends one request on a connection of its own.
   *
   * @return whether it was answered with 200
   */
  boolean isAnswered() {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(requests.get(0));
      return readAnswer(new BufferedInputStream(socket.getInputStream(), BUFFER));
    } catch (IOException | IllegalStateException e) {
      return false; // it does not listen yet, or is not ready
    }
  }

  /** Returns how many requests were rejected since the last call. */
  int rejected() {
    return rejected.getAndSet(0);
  }

  /** Returns whether the status is 200; it is not if the service is overloaded. */
  private static boolean readAnswer(InputStream in) throws IOException {
    String status = line(in);
    long length = -1;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      String name = header.toLowerCase(Locale.ROOT);
      if (name.startsWith("content-length:")) {
        length = Long.parseLong(name.substring(name.indexOf(':') + 1).strip());
      }
    }
    if (length >= 0) {
      in.skipNBytes(length);
    } else {
      skipChunks(in);
    }
    boolean isAnswered = status.startsWith("HTTP/1.1 200");
    if (!isAnswered && !status.startsWith("HTTP/1.1 503")) {
      throw new IllegalStateException("Answered: " + status);
    }
    return isAnswered;
  }

  private static void skipChunks(InputStream in) throws IOException {
    for (int size = chunk(in); size > 0; size = chunk(in)) {
      in.skipNBytes(size);
      line(in);
    }
    line(in);
  }

  private static int chunk(InputStream in) throws IOException {
    return Integer.parseInt(line(in).strip(), 16);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("The service closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}

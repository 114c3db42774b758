package io.lifecycle4j.webhook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer over a connection of its own, to an address that was chosen before.
 *
 * <p>The client of the JDK resolves the name itself, again and elsewhere: it may connect to another
 * address than the one that was checked. It cannot be told which one to use. Not thread-safe; an
 * interrupt closes the connection.
 */
final class HttpPost {
  private static final int LONGEST_HEAD = 16_384;

  private final String host;
  private final @Nullable SSLSocketFactory tls;
  private final long end;
  private boolean connected;

  /**
   * Begins to measure the time.
   *
   * @param host the name in the certificate
   * @param tls secures the connection; null to leave it open
   */
  HttpPost(String host, @Nullable SSLSocketFactory tls, Duration timeout) {
    this.host = host;
    this.tls = tls;
    this.end = System.nanoTime() + timeout.toNanos();
  }

  /** Returns whether a connection was made, so that the request may have arrived. */
  boolean isConnected() {
    return connected;
  }

  HttpAnswer send(InetSocketAddress address, byte[] request) throws IOException {
    try (SocketChannel channel = SocketChannel.open();
        Socket plain = channel.socket()) {
      plain.connect(address, left());
      plain.setTcpNoDelay(true);
      plain.setSoTimeout(left());
      Socket socket = tls == null ? plain : secured(plain, address.getPort(), tls);
      connected = true;
      OutputStream out = socket.getOutputStream();
      out.write(request);
      out.flush();
      return read(socket.getInputStream(), plain);
    }
  }

  /** The certificate must be of the host, and not of the address. */
  private Socket secured(Socket plain, int port, SSLSocketFactory factory) throws IOException {
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private HttpAnswer read(InputStream in, Socket socket) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ends = 0; // line ends in a row
    while (head.size() < LONGEST_HEAD) {
      socket.setSoTimeout(left());
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.write(next);
      ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
      if (ends == 2) {
        Optional<HttpAnswer> answer = HttpAnswer.parse(head.toString(StandardCharsets.ISO_8859_1));
        if (answer.isPresent() && !answer.get().isPreliminary()) {
          return answer.get();
        }
        head.reset();
        ends = 0;
      }
    }
    throw new IOException("the answer is not HTTP, or too long");
  }

  private int left() throws SocketTimeoutException {
    long millis = (end - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("too slow");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }
}

package io.lifecycle4j.webhook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
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
  private final Deadline deadline;
  private boolean connected;

  /**
   * Posts nothing yet.
   *
   * @param host the name in the certificate
   * @param tls secures the connection; null to leave it open
   */
  HttpPost(String host, @Nullable SSLSocketFactory tls, Deadline deadline) {
    this.host = host;
    this.tls = tls;
    this.deadline = deadline;
  }

  /** Returns whether a connection was made, so that the request may have arrived. */
  boolean isConnected() {
    return connected;
  }

  /**
   * Sends a request.
   *
   * @param untried how many addresses share the time until there is a connection
   */
  HttpAnswer send(InetSocketAddress address, int untried, byte[] request) throws IOException {
    try (SocketChannel channel = SocketChannel.open();
        Socket plain = channel.socket()) {
      Socket socket = deadline.within(untried, channel, () -> connected(plain, address));
      connected = true;
      return deadline.within(
          1,
          channel,
          () -> {
            OutputStream out = socket.getOutputStream();
            out.write(request);
            out.flush();
            return read(socket.getInputStream());
          });
    }
  }

  private Socket connected(Socket plain, InetSocketAddress address) throws IOException {
    plain.connect(address);
    plain.setTcpNoDelay(true);
    return tls == null ? plain : secured(plain, address.getPort(), tls);
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

  private static HttpAnswer read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ends = 0; // line ends in a row
    while (head.size() < LONGEST_HEAD) {
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
}

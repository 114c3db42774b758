package io.lifecycle4j.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A connection that stays open, with one request at a time. It knows where an answer ends, by its
 * length or its last chunk. Used by one thread.
 */
final class HttpConnection implements AutoCloseable {
  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
  private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};
  private static final int CAPACITY = 1 << 16;
  private static final int STATUS = "HTTP/1.1 ".length();

  private final SocketChannel channel;
  private final byte[] bytes = new byte[CAPACITY];
  private final ByteBuffer in = ByteBuffer.wrap(bytes);

  /** Where the body of the answer begins; 0 before that is known. */
  private int body;

  /** How long the body is; -1 if it comes in chunks. */
  private int length;

  private int status;
  private boolean isLast;
  private long sentAt;

  private HttpConnection(SocketChannel channel) {
    this.channel = channel;
  }

  static HttpConnection open(int port, Selector selector) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    HttpConnection connection = new HttpConnection(channel);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, connection);
    return connection;
  }

  void send(byte[] request) throws IOException {
    in.clear();
    body = 0;
    ByteBuffer out = ByteBuffer.wrap(request);
    sentAt = System.nanoTime();
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /** Returns when the last request was sent, by {@link System#nanoTime}. */
  long sentAt() {
    return sentAt;
  }

  /** Returns the status of the last answer. */
  int status() {
    return status;
  }

  /** Returns whether the service closes the connection after the last answer, as after a 503. */
  boolean isLast() {
    return isLast;
  }

  /** Reads what has come; returns whether the answer is whole. */
  boolean read() throws IOException {
    if (channel.read(in) < 0) {
      throw new EOFException("The service closed the connection");
    }
    if (body == 0) {
      readHead();
    }
    if (body == 0) {
      return false;
    }
    int have = in.position();
    return length < 0 ? isAt(LAST_CHUNK, have - LAST_CHUNK.length) : have - body >= length;
  }

  private void readHead() {
    for (int i = 0; i + END_OF_HEAD.length <= in.position(); i++) {
      if (isAt(END_OF_HEAD, i)) {
        body = i + END_OF_HEAD.length;
        String head = new String(bytes, 0, i + 2, StandardCharsets.ISO_8859_1);
        status = Integer.parseInt(head.substring(STATUS, STATUS + 3));
        String fields = head.toLowerCase(Locale.ROOT);
        isLast = fields.contains("\r\nconnection: close\r\n");
        length = length(fields);
        return;
      }
    }
  }

  private static int length(String head) {
    String name = "\r\ncontent-length:";
    int at = head.indexOf(name);
    return at < 0
        ? -1
        : Integer.parseInt(
            head.substring(at + name.length(), head.indexOf('\r', at + name.length())).strip());
  }

  private boolean isAt(byte[] wanted, int from) {
    if (from < 0) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[from + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

package io.lifecycle4j.mlflow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads lines up to a maximum length, and reports whether the last line is complete. */
final class LineReader {
  private static final int MAX_LINE = 1 << 13;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private boolean ended;
  private boolean torn;
  private boolean tooLong;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** Returns the next line, or null after the last. */
  @Nullable String next() throws IOException {
    if (ended || !fill()) {
      ended = true;
      torn = true;
      return null;
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream(64);
    tooLong = false;
    do {
      int end = lineEnd();
      int fits = Math.min(end - position, MAX_LINE - line.size());
      tooLong |= end - position > fits;
      line.write(buffer, position, fits);
      position = end;
    } while (position == limit && fill());
    ended = position == limit;
    torn = ended;
    position++; // Past the end of the line.
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Refills the consumed buffer; returns whether there is more. */
  private boolean fill() throws IOException {
    if (position >= limit) {
      limit = Math.max(0, in.read(buffer));
      position = 0;
    }
    return position < limit;
  }

  /** Returns the end of the line, or the end of the buffer. */
  private int lineEnd() {
    int end = position;
    while (end < limit && buffer[end] != '\n') {
      end++;
    }
    return end;
  }

  /** Returns whether the last line read has no line end, so that it may be incomplete. */
  boolean isTorn() {
    return torn;
  }

  /** Returns whether the last line read was truncated. */
  boolean isTooLong() {
    return tooLong;
  }
}

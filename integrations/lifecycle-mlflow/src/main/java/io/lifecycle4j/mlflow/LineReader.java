package io.lifecycle4j.mlflow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads lines that are not too long, and tells whether the last one is whole. */
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
    position++; // behind the end of the line
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Reads on once all was taken that was read; tells whether there is more. */
  private boolean fill() throws IOException {
    if (position >= limit) {
      limit = Math.max(0, in.read(buffer));
      position = 0;
    }
    return position < limit;
  }

  /** Returns where the line ends, or what was read. */
  private int lineEnd() {
    int end = position;
    while (end < limit && buffer[end] != '\n') {
      end++;
    }
    return end;
  }

  /** Returns whether the line that was just read has no end: something of it may be missing. */
  boolean isTorn() {
    return torn;
  }

  /** Returns whether only the beginning of the line was given. */
  boolean isTooLong() {
    return tooLong;
  }
}

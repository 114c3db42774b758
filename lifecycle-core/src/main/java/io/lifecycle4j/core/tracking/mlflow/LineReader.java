package io.lifecycle4j.core.tracking.mlflow;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads lines that are not too long, and tells whether the last one is whole. */
final class LineReader {
  private static final int MAX_LINE = 1 << 13;

  private final InputStream in;
  private boolean ended;
  private boolean torn;
  private boolean tooLong;

  LineReader(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** Returns the next line, or null after the last. */
  @Nullable String next() throws IOException {
    if (ended) {
      return null;
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream(64);
    tooLong = false;
    int next = in.read();
    boolean empty = next < 0;
    while (next >= 0 && next != '\n') {
      tooLong |= line.size() == MAX_LINE;
      if (!tooLong) {
        line.write(next);
      }
      next = in.read();
    }
    ended = next < 0;
    torn = ended;
    return empty ? null : line.toString(StandardCharsets.UTF_8);
  }

  /** Tells whether the line that was just read has no end: something of it may be missing. */
  boolean isTorn() {
    return torn;
  }

  /** Tells whether only the beginning of the line was given. */
  boolean isTooLong() {
    return tooLong;
  }
}

package io.lifecycle4j.core.data.format;

import java.util.Arrays;

/**
 * The positions of lines in the bytes read ahead by a parser. Lines are counted as the parser does:
 * they end with LF, CR or both. Holds only the last requested line and those after it. Not
 * thread-safe.
 */
final class LineStarts {
  private long[] starts = new long[1 << 10];
  private int first;
  private int count = 1; // the first line begins with the file
  private long line = 1;
  private long position;
  private boolean afterReturn;

  void see(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      position++;
      byte b = bytes[i];
      if (b == '\n' && afterReturn) {
        starts[(first + count - 1) & (starts.length - 1)] = position;
        afterReturn = false;
      } else if (b == '\n' || b == '\r') {
        add(position);
        afterReturn = b == '\r';
      } else {
        afterReturn = false;
      }
    }
  }

  private void add(long start) {
    if (count == starts.length) {
      long[] more = Arrays.copyOf(starts, 2 * count);
      System.arraycopy(starts, 0, more, count, first); // the wrapped-around part follows
      starts = more;
    }
    starts[(first + count++) & (starts.length - 1)] = start;
  }

  /** Returns the position of the first byte of a line, and forgets all earlier lines. */
  long of(long number) {
    int passed = (int) (number - line);
    first = (first + passed) & (starts.length - 1);
    count -= passed;
    line = number;
    return starts[first];
  }
}

package io.lifecycle4j.core.model;

import io.lifecycle4j.error.InvalidDataException;
import java.io.ByteArrayOutputStream;

/** Bytes in memory, up to a limit. */
final class LimitedBytes extends ByteArrayOutputStream {
  private final String problem;
  private final int most;

  /**
   * Creates an empty buffer.
   *
   * @param problem the message of the {@link InvalidDataException} for more bytes
   */
  LimitedBytes(String problem, int most) {
    this.problem = problem;
    this.most = most;
  }

  @Override
  public synchronized void write(int b) {
    check(1);
    super.write(b);
  }

  @Override
  public synchronized void write(byte[] from, int start, int length) {
    check(length);
    super.write(from, start, length);
  }

  private void check(int more) {
    if (more > most - count) {
      throw new InvalidDataException(problem);
    }
  }
}

package io.lifecycle4j.core.training;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes that pass. */
final class CountingStream extends FilterOutputStream {
  private final AtomicLong size;

  CountingStream(OutputStream out, AtomicLong size) {
    super(out);
    this.size = size;
    size.set(0);
  }

  @Override
  public void write(int b) throws IOException {
    out.write(b);
    size.incrementAndGet();
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    size.addAndGet(length);
  }
}

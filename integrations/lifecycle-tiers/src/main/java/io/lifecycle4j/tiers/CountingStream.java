package io.lifecycle4j.tiers;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Reports the number of bytes read. */
final class CountingStream extends FilterInputStream {
  private final LongConsumer told;

  CountingStream(InputStream in, LongConsumer told) {
    super(in);
    this.told = told;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    if (read >= 0) {
      told.accept(1);
    }
    return read;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = super.read(target, offset, length);
    if (count > 0) {
      told.accept(count);
    }
    return count;
  }
}

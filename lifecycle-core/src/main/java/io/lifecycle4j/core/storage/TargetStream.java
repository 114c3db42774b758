package io.lifecycle4j.core.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Remembers that writing failed, so that a failure to write is not taken for one to read. */
final class TargetStream extends FilterOutputStream {
  private @Nullable IOException failure;

  TargetStream(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  void rethrow() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }
}

package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.training.Examples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Direct buffers for the rows of one batch, filled again and again. */
final class Batch {
  private final int width;
  private final ByteBuffer features;
  private final ByteBuffer truths;

  Batch(int rows, int width) {
    this.width = width;
    long bytes = (long) rows * width * Float.BYTES;
    check(
        bytes <= Integer.MAX_VALUE,
        "Invalid batch: %s rows of %s numbers take %s bytes (must be below 2 GiB: use fewer rows)",
        rows,
        width,
        bytes);
    features = direct((int) bytes);
    truths = direct(rows * Float.BYTES);
  }

  void read(Examples examples, int[] rows) {
    features.clear().limit(rows.length * width * Float.BYTES);
    truths.clear().limit(rows.length * Float.BYTES);
    examples.read(rows, features.asFloatBuffer(), truths());
  }

  ByteBuffer features() {
    return features;
  }

  ByteBuffer truthBytes() {
    return truths;
  }

  /** Returns a new view of the truths, from the first on. */
  FloatBuffer truths() {
    return truths.asFloatBuffer();
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}

package io.lifecycle4j.core.storage.file;

import io.lifecycle4j.storage.Content;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/**
 * A content whose bytes can be read without {@link #writeTo}, and so on any thread.
 *
 * <p>A class and not an interface: two threads test contents with {@code instanceof}, and the JVM
 * caches the last interface tested in a place that both would write to.
 */
public abstract class DirectContent implements Content {
  /**
   * Reads all bytes, if they are certain to equal those that {@link #writeTo} would write.
   *
   * @param most the maximum number of bytes
   * @param room returns a buffer for a number of bytes
   * @return the number of bytes; -1 if {@link #writeTo} must be called, which reports any error
   */
  public abstract int read(int most, IntFunction<ByteBuffer> room);

  /**
   * Receives the bytes that were read, once they are stored, on the storing thread. Default:
   * ignored.
   *
   * @param bytes valid only during the call
   */
  public void tell(byte[] bytes, int offset, int length) {}
}

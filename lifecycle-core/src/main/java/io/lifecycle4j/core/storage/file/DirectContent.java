package io.lifecycle4j.core.storage.file;

import io.lifecycle4j.storage.Content;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/**
 * A content whose bytes may be had without asking it to write them, and so on any thread.
 *
 * <p>No interface: two threads ask contents whether they are such, and the JVM notes the last
 * interface that it looked for where both would write.
 */
public abstract class DirectContent implements Content {
  /**
   * Reads all bytes, if that is sure to give what would be written.
   *
   * @param most how many there may be
   * @param room gives room for so many bytes
   * @return how many were read; -1 if the content must be asked, which says what is wrong
   */
  public abstract int read(int most, IntFunction<ByteBuffer> room);

  /**
   * Is told, by the thread that takes the content, that the bytes that were read are taken.
   *
   * @param bytes holds them; not to be kept
   * @param offset where they begin
   * @param length how many there are
   */
  public abstract void tell(byte[] bytes, int offset, int length);
}

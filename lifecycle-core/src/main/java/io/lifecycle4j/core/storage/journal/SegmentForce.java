package io.lifecycle4j.core.storage.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Forces a segment: when somebody needs it, and ahead of that while it still grows.
 *
 * <p>Thread-safe. One force at a time, since the kernel tells a failure once, to whoever comes
 * first: if that was the thread that forces ahead, all later forces fail for it.
 */
final class SegmentForce {
  /** So many bytes to force are worth another thread. */
  static final long WORTH_A_THREAD = 1L << 22;

  private final FileChannel channel;
  private @Nullable IOException failed;

  SegmentForce(FileChannel channel) {
    this.channel = channel;
  }

  /** Forces what is there while nobody waits; who needs it forced is told of a failure. */
  synchronized void ahead() {
    try {
      channel.force(false);
    } catch (IOException e) {
      failed = e;
    }
  }

  /**
   * Forces what is there.
   *
   * @param metadata as of {@link FileChannel#force}
   */
  synchronized void all(boolean metadata) throws IOException {
    if (failed != null) {
      throw failed;
    }
    channel.force(metadata);
  }
}

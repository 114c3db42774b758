package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.storage.file.HomeThreads;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Puts what was written to a file on the device while more is written, or the disk would rest until
 * the end. Not thread-safe.
 *
 * <p>Only the force of all of it counts, which is not done here; but if one before it failed, the
 * kernel told of that once, and so the file must be given up.
 */
final class ForceAhead implements AutoCloseable {
  /** A force costs as much as writing some mebibytes. */
  private static final long WORTH_IT = 16L << 20;

  private final FileChannel channel;

  /** Up to where another thread was last asked to force. */
  private long handed;

  private HomeThreads.@Nullable Doing forcing;

  ForceAhead(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Has what was written forced, if it is much.
   *
   * @throws IOException if what was forced before could not be
   */
  void upTo(long written) throws IOException {
    if (written - handed >= WORTH_IT) {
      await();
      handed = written;
      forcing = HomeThreads.begin(() -> channel.force(false));
    }
  }

  /**
   * Waits for what is under way; then all of the file may be forced.
   *
   * @throws IOException if it could not be forced
   */
  void await() throws IOException {
    HomeThreads.Doing current = forcing;
    forcing = null;
    if (current != null) {
      current.await();
    }
  }

  /** Waits for what is under way, for who gives the file up. */
  @Override
  public void close() {
    if (forcing != null) {
      forcing.end();
    }
  }
}

package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.storage.file.HomeThreads;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Runs fsync while more is written, since the disk would be idle until the end otherwise. Not
 * thread-safe.
 *
 * <p>Durability requires a final fsync, which is not done here; but if an earlier one failed, the
 * kernel reported that only once, and so the file must be discarded.
 */
final class ForceAhead implements AutoCloseable {
  /** An fsync costs as much as writing some mebibytes. */
  private static final long WORTH_IT = 16L << 20;

  private final FileChannel channel;

  /** The length at the last fsync requested. */
  private long handed;

  private HomeThreads.@Nullable Doing forcing;

  ForceAhead(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Starts an fsync if enough was written since the last one.
   *
   * @throws IOException if the previous fsync failed
   */
  void upTo(long written) throws IOException {
    if (written - handed >= WORTH_IT) {
      await();
      handed = written;
      forcing = HomeThreads.begin(() -> channel.force(false));
    }
  }

  /**
   * Waits for a running fsync, before the final one.
   *
   * @throws IOException if it failed
   */
  void await() throws IOException {
    HomeThreads.Doing current = forcing;
    forcing = null;
    if (current != null) {
      current.await();
    }
  }

  /** Waits for a running fsync; for a file that is discarded. */
  @Override
  public void close() {
    if (forcing != null) {
      forcing.end();
    }
  }
}

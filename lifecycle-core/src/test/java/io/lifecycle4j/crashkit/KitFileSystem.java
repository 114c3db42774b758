package io.lifecycle4j.crashkit;

import java.nio.file.FileSystem;
import java.util.concurrent.atomic.AtomicInteger;

/** What the file systems of the kit have in common: they stay open and count what was opened. */
abstract class KitFileSystem extends FileSystem {
  private final AtomicInteger open = new AtomicInteger();

  /**
   * Counts the channels and listings that are open.
   *
   * @return how many were opened and not closed
   */
  public final int openChannels() {
    return open.get();
  }

  final void opened() {
    open.incrementAndGet();
  }

  final void closed() {
    open.decrementAndGet();
  }

  @Override
  public final void close() {
    throw new UnsupportedOperationException("A file system of the kit stays open");
  }

  @Override
  public final boolean isOpen() {
    return true;
  }
}

package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.storage.file.HomeThreads;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Reads the short files among contents ahead, block by block: on its own thread, and on the
 * consumer's when that would have to wait. Used by one thread.
 */
final class ReadAhead implements AutoCloseable {
  /** The maximum number of blocks being read, or full, at a time: some mebibytes at most. */
  static final int BLOCKS = 4;

  private final List<Part> parts = new ArrayList<>();
  private final Queue<RecordBlock> spare = new ConcurrentLinkedQueue<>();
  private final Semaphore room = new Semaphore(BLOCKS);
  private final HomeThreads.@Nullable Doing other;
  private volatile boolean closed;
  private int next;

  ReadAhead(List<? extends Content> contents) {
    for (int from = 0; from < contents.size(); from += RecordBlock.MOST) {
      int to = Math.min(contents.size(), from + RecordBlock.MOST);
      parts.add(new Part(contents.subList(from, to)));
    }
    other = parts.size() > 1 ? HomeThreads.begin(this::readAll) : null;
  }

  /** Contents read by whichever thread comes first. */
  private final class Part {
    private final List<? extends Content> contents;
    private final HomeThreads.Doing reading = new HomeThreads.Doing(this::read);
    private @Nullable RecordBlock block;

    Part(List<? extends Content> contents) {
      this.contents = contents;
    }

    private void read() {
      RecordBlock used = spare.poll();
      block = used == null ? new RecordBlock() : used;
      block.read(contents);
    }
  }

  private void readAll() {
    for (Part part : parts) {
      room.acquireUninterruptibly();
      if (closed) {
        return;
      }
      part.reading.run();
    }
  }

  /** Returns what was read of the next contents, as many as fit in a block. */
  RecordBlock next() throws IOException {
    Part part = parts.get(next);
    int end = Math.min(parts.size(), next + BLOCKS);
    for (int i = next; i < end && !part.reading.isDone(); i++) {
      parts.get(i).reading.run();
    }
    part.reading.await();
    next++;
    RecordBlock block = Objects.requireNonNull(part.block);
    part.block = null;
    return block;
  }

  /** Returns a block for reuse. */
  void release(RecordBlock block) {
    spare.add(block);
    room.release();
  }

  @Override
  public void close() {
    closed = true;
    room.release();
    if (other != null) {
      other.end();
    }
  }
}

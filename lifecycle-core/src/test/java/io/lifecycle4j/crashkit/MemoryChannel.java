package io.lifecycle4j.crashkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** A channel of a {@link MemoryFileSystem}. */
final class MemoryChannel extends FileChannel {
  private static final int CHUNK = 1 << 16;

  private final MemoryFileSystem files;
  private final Disk disk;
  private final Inode inode;
  private final Mode mode;
  private long position;

  MemoryChannel(MemoryFileSystem files, Inode inode, Mode mode) {
    this.files = files;
    this.disk = files.disk();
    this.inode = inode;
    this.mode = mode;
    files.opened();
  }

  /**
   * What the channel was opened for.
   *
   * @param read whether it can be read
   * @param write whether it can be written
   * @param append whether it is written at the end, wherever its position is
   */
  record Mode(boolean read, boolean write, boolean append) {}

  private void checkOpen() throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  private void checkWritable() throws IOException {
    checkOpen();
    if (!mode.write()) {
      throw new NonWritableChannelException();
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    synchronized (disk) {
      int count = read(target, position);
      position += Math.max(0, count);
      return count;
    }
  }

  @Override
  public int read(ByteBuffer target, long from) throws IOException {
    checkOpen();
    if (!mode.read()) {
      throw new NonReadableChannelException();
    }
    if (inode.directory) {
      throw new IOException("Is a directory");
    }
    synchronized (disk) {
      int wanted = (int) Math.min(target.remaining(), Math.max(0, inode.size() - from));
      if (wanted == 0) {
        return target.hasRemaining() ? -1 : 0;
      }
      byte[] bytes = new byte[disk.read(wanted)];
      inode.read(from, bytes, 0, bytes.length);
      target.put(bytes);
      return bytes.length;
    }
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    long count = 0;
    for (int i = offset; i < offset + length; i++) {
      int part = read(targets[i]);
      if (part < 0) {
        return count == 0 ? -1 : count;
      }
      count += part;
    }
    return count;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    synchronized (disk) {
      long at = mode.append() ? inode.size() : position;
      int count = write(source, at);
      position = at + count;
      return count;
    }
  }

  @Override
  public int write(ByteBuffer source, long at) throws IOException {
    checkWritable();
    synchronized (disk) {
      if (!source.hasRemaining()) {
        return 0;
      }
      byte[] bytes = new byte[source.remaining()];
      source.get(source.position(), bytes);
      int count = disk.write(inode, at, bytes);
      source.position(source.position() + count);
      return count;
    }
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long count = 0;
    for (int i = offset; i < offset + length; i++) {
      count += write(sources[i]);
      if (sources[i].hasRemaining()) {
        return count;
      }
    }
    return count;
  }

  @Override
  public long position() throws IOException {
    checkOpen();
    return position;
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    checkOpen();
    position = newPosition;
    return this;
  }

  @Override
  public long size() throws IOException {
    checkOpen();
    synchronized (disk) {
      return inode.size();
    }
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    checkWritable();
    synchronized (disk) {
      if (size < inode.size()) {
        disk.truncate(inode, size);
      }
      position = Math.min(position, size);
      return this;
    }
  }

  @Override
  public void force(boolean metadata) throws IOException {
    checkOpen();
    disk.force(inode);
  }

  @Override
  public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, CHUNK));
    int read = read(buffer, from);
    return read <= 0 ? 0 : target.write(buffer.flip());
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long at, long count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, CHUNK));
    long done = 0;
    while (done < count
        && source.read(buffer.clear().limit((int) Math.min(count - done, CHUNK))) > 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        done += write(buffer, at + done);
      }
    }
    return done;
  }

  @Override
  public MappedByteBuffer map(MapMode how, long from, long size) throws IOException {
    throw new IOException("a file in memory is not mapped");
  }

  @Override
  public FileLock lock(long from, long size, boolean shared) throws IOException {
    FileLock lock = tryLock(from, size, shared);
    if (lock == null) {
      throw new IOException("waiting for a lock would stop the only thread there is");
    }
    return lock;
  }

  @Override
  public @Nullable FileLock tryLock(long from, long size, boolean shared) throws IOException {
    checkOpen();
    synchronized (disk) {
      boolean mine = disk.holds(inode, files);
      if (disk.lock(inode, files) != files) {
        return null;
      }
      if (mine) {
        throw new OverlappingFileLockException();
      }
      return new Lock(this, from, size, shared);
    }
  }

  /** A lock on the whole file, whatever part was asked for. */
  private static final class Lock extends FileLock {
    private final MemoryChannel channel;

    Lock(MemoryChannel channel, long from, long size, boolean shared) {
      super(channel, from, size, shared);
      this.channel = channel;
    }

    @Override
    public boolean isValid() {
      return channel.isOpen() && channel.disk.holds(channel.inode, channel.files);
    }

    @Override
    public void release() {
      channel.disk.unlock(channel.inode, channel.files);
    }
  }

  @Override
  protected void implCloseChannel() {
    disk.unlock(inode, files); // any channel of the process drops its lock: that is POSIX
    files.closed();
  }
}

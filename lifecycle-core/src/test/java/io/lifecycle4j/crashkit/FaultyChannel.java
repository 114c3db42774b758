package io.lifecycle4j.crashkit;

import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A channel of a {@link FaultyFileSystem}. */
final class FaultyChannel extends FileChannel {
  private final FaultyFileSystem files;
  private final Path path;
  private final FileChannel real;

  FaultyChannel(FaultyFileSystem files, Path path, FileChannel real) {
    this.files = files;
    this.path = path;
    this.real = real;
    files.opened();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return run(Operation.READ, path, () -> real.read(target));
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return run(Operation.READ, path, () -> real.read(targets, offset, length));
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return run(Operation.READ, path, () -> real.read(target, position));
  }

  /** An interrupt closes the channel for all threads. */
  private <T> T run(Operation operation, Path on, FaultyFileSystem.Action<T> action)
      throws IOException {
    try {
      return files.run(operation, on, action);
    } catch (ClosedByInterruptException e) {
      close();
      throw e;
    }
  }

  /** Writes from a buffer. */
  private interface Write {
    int from(ByteBuffer source) throws IOException;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return write(source, real::write);
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    return write(source, part -> real.write(part, position));
  }

  private int write(ByteBuffer source, Write write) throws IOException {
    IOException fault = files.fault(Operation.WRITE, path);
    if (fault == null) {
      return write.from(source);
    }
    if (fault instanceof LateFault late) {
      write.from(source.slice(source.position(), late.bytes(source.remaining())));
    }
    if (fault instanceof ClosedByInterruptException) {
      close();
    }
    throw LateFault.raised(fault);
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long count = 0;
    for (int i = offset; i < offset + length; i++) {
      count += write(sources[i]);
    }
    return count;
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    run(
        Operation.TRUNCATE,
        path,
        () -> {
          real.truncate(size);
          return true;
        });
    return this;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    run(
        Operation.FORCE,
        path,
        () -> {
          real.force(metadata);
          return true;
        });
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return run(Operation.READ, path, () -> real.transferTo(position, count, target));
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    return run(Operation.WRITE, path, () -> real.transferFrom(source, position, count));
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    throw new IOException("a mapped file cannot be made to fail");
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return run(Operation.LOCK, path, () -> real.lock(position, size, shared));
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return run(Operation.LOCK, path, () -> real.tryLock(position, size, shared));
  }

  @Override
  protected void implCloseChannel() throws IOException {
    files.closed();
    real.close();
  }
}

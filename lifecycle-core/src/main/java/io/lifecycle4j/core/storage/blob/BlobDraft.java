package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.HomeThreads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The file of one content under its temporary name. Used by one thread.
 *
 * <p>Another thread hashes a piece while it is written and the next one is read, since hashing
 * alone takes as long as both.
 */
final class BlobDraft implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private final ForceAhead ahead;
  private byte[] spare;
  private HomeThreads.@Nullable Doing hashing;
  private long written;

  /** Creates the file, for pieces of at most {@code longest} bytes. */
  BlobDraft(Path file, int longest) throws IOException {
    this.spare = new byte[longest]; // first, since there may be no memory for it
    this.file = file;
    this.channel = Durable.create(file);
    this.ahead = new ForceAhead(channel);
  }

  long length() {
    return written;
  }

  /** Writes and hashes a piece, and takes ownership of it; returns an array for the next one. */
  byte[] add(byte[] piece, int length, MessageDigest digest) throws IOException {
    awaitHashed();
    hashing = HomeThreads.begin(() -> digest.update(piece, 0, length));
    write(piece, length);
    byte[] room = spare;
    spare = piece;
    return room;
  }

  /** Writes a piece that is already hashed. */
  void write(byte[] piece, int length) throws IOException {
    Durable.writeFully(channel, ByteBuffer.wrap(piece, 0, length), written);
    written += length;
    ahead.upTo(written);
  }

  /** Waits until everything added is hashed. */
  void awaitHashed() throws IOException {
    HomeThreads.Doing current = hashing;
    hashing = null;
    if (current != null) {
      current.await();
    }
  }

  /** Fsyncs and returns the file. */
  Path finish() throws IOException {
    ahead.await();
    channel.force(true);
    return file;
  }

  @Override
  public void close() throws IOException {
    if (hashing != null) {
      hashing.end();
    }
    ahead.close();
    channel.close();
  }
}

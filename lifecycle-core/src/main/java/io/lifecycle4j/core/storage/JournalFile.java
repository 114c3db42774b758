package io.lifecycle4j.core.storage;

import io.lifecycle4j.core.storage.Frames.Frame;
import io.lifecycle4j.error.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;

/** Reads a journal file: its longest valid prefix, without a lock. */
final class JournalFile {
  private static final int CHUNK = 1 << 22;

  private final Path path;
  private final Path lockFile;
  private final byte[] header;

  JournalFile(Path path, UUID store, String journal) {
    this.path = path;
    this.lockFile = path.resolveSibling(journal + ".lock");
    this.header = Frames.header(store, journal);
  }

  /**
   * A place between two frames.
   *
   * @param offset where the next frame begins
   * @param sequence the sequence of the last payload before it
   */
  record Place(long offset, long sequence) {
    static final Place START = new Place(Frames.HEADER, 0);
  }

  Path path() {
    return path;
  }

  Path lockFile() {
    return lockFile;
  }

  byte[] header() {
    return header.clone();
  }

  /**
   * Reads frames from a place on.
   *
   * @return the place behind the last valid frame
   * @throws CorruptDataException if a damaged frame is proved to have been acknowledged
   */
  Place scan(Place from, Consumer<Frame> action) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      checkHeader(channel);
      return scan(channel, from, action);
    } catch (NoSuchFileException e) {
      return from;
    } catch (IOException e) {
      throw StorageErrors.failed("read journal", path, e);
    }
  }

  private void checkHeader(FileChannel channel) throws IOException {
    ByteBuffer found = ByteBuffer.allocate(Frames.HEADER);
    readFully(channel, found, 0);
    if (!Arrays.equals(found.array(), header)) {
      throw new CorruptDataException(
          "Corrupt journal " + path + ": its header is not that of this journal in this home");
    }
  }

  private Place scan(FileChannel channel, Place from, Consumer<Frame> action) throws IOException {
    Place place = from;
    int chunk = CHUNK;
    while (true) {
      long rest = channel.size() - place.offset();
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(chunk, Math.max(0, rest)));
      readFully(channel, bytes, place.offset());
      bytes.flip();
      Place reached = decode(bytes, place, action);
      boolean stuck = reached.offset() == place.offset();
      if ((bytes.limit() == rest && stuck) || rest <= 0) {
        refuseIfAcknowledged(bytes, place);
        return place;
      }
      chunk = stuck ? Math.max(chunk, Frames.MAX_BODY + Frames.PREFIX) : CHUNK;
      if (stuck && bytes.limit() >= chunk) {
        refuseIfAcknowledged(bytes, place);
        return place;
      }
      place = reached;
    }
  }

  private Place decode(ByteBuffer bytes, Place from, Consumer<Frame> action) {
    Place place = from;
    for (Frame frame = Frames.decode(bytes);
        frame != null && frame.first() == place.sequence() + 1;
        frame = Frames.decode(bytes)) {
      action.accept(frame);
      place = new Place(place.offset() + frame.length(), frame.last());
    }
    return place;
  }

  /**
   * A bad frame at the end is what a crash leaves. A valid frame behind it that knew this sequence
   * forced says that acknowledged data is damaged: that must not be cut away.
   */
  private void refuseIfAcknowledged(ByteBuffer rest, Place place) {
    for (int at = 0; at + Frames.PREFIX < rest.limit(); at++) {
      Frame later = Frames.decode(rest.position(at));
      if (later != null && later.forced() > place.sequence() && later.first() > place.sequence()) {
        throw new CorruptDataException(
            String.format(
                "Corrupt journal %s: entry %d at byte %d is damaged, though it was acknowledged"
                    + " (%d entries before it are good)",
                path, place.sequence() + 1, place.offset(), place.sequence()));
      }
    }
  }

  private static void readFully(FileChannel channel, ByteBuffer target, long position)
      throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        return;
      }
      at += count;
    }
  }
}

package io.lifecycle4j.core.data.format;

import io.lifecycle4j.core.data.storage.KeptFile;
import io.lifecycle4j.core.data.storage.KeptFiles;
import io.lifecycle4j.core.data.storage.PieceStream;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.StaleDataException;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Checksums of the blocks of a file, computed while the whole file was verified, so that parts read
 * later can be verified, too. At most some hundred KiB, whatever the size of the file. Immutable
 * once the file was read.
 */
final class BlockSums {
  private static final int LEAST = 1 << 14;
  private static final int MOST_BLOCKS = 1 << 15;

  private final StoredFile file;
  private final KeptFile kept;
  private final int block;
  private final int[] sums;

  BlockSums(KeptFile kept) {
    this.file = kept.file();
    this.kept = kept;
    this.block = sizeOfBlocks(file.size());
    this.sums = new int[(int) ((file.size() + block - 1) / block)];
  }

  /** Returns the block size: the smallest power of two that keeps the number of blocks low. */
  private static int sizeOfBlocks(long size) {
    int block = LEAST;
    while (size / block >= MOST_BLOCKS && block < 1 << 30) {
      block <<= 1;
    }
    return block;
  }

  /** Returns the block that contains a byte. */
  long blockOf(long offset) {
    return offset / block;
  }

  /**
   * Computes the checksums while the returned stream is read, and passes the bytes to {@code
   * lines}.
   */
  InputStream over(InputStream in, @Nullable LineStarts lines) {
    return new Recorder(in, lines);
  }

  /**
   * Opens the file from a byte to its end. A block is verified before any of its bytes are
   * returned.
   */
  InputStream open(long offset) {
    return new Verified(offset);
  }

  /** Reads a part, which must be within the file. */
  byte[] read(long offset, int length) {
    try (InputStream in = open(offset)) {
      return in.readNBytes(length);
    } catch (IOException e) {
      throw KeptFiles.failed(file.name(), e);
    }
  }

  private final class Recorder extends FilterInputStream {
    private final @Nullable LineStarts lines;
    private final CRC32C sum = new CRC32C();
    private long position;

    Recorder(InputStream in, @Nullable LineStarts lines) {
      super(in);
      this.lines = lines;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      if (count > 0) {
        add(bytes, offset, count);
        if (lines != null) {
          lines.see(bytes, offset, count);
        }
      }
      return count;
    }

    private void add(byte[] bytes, int offset, int count) {
      for (int from = offset; from < offset + count; ) {
        int some = (int) Math.min(offset + count - from, block - position % block);
        sum.update(bytes, from, some);
        from += some;
        position += some;
        if (position % block == 0 || position == file.size()) {
          sums[(int) ((position - 1) / block)] = (int) sum.getValue();
          sum.reset();
        }
      }
    }
  }

  private final class Verified extends PieceStream {
    private long position;

    Verified(long offset) {
      this.position = offset;
    }

    @Override
    protected byte @Nullable [] piece() {
      if (position >= file.size()) {
        return null;
      }
      byte[] bytes = verified(position / block);
      int from = (int) (position % block);
      position += bytes.length - from;
      return from == 0 ? bytes : Arrays.copyOfRange(bytes, from, bytes.length);
    }
  }

  private byte[] verified(long number) {
    long start = number * block;
    int length = (int) Math.min(block, file.size() - start);
    byte[] bytes = new byte[length];
    int count;
    try (InputStream in = NamedBlobs.file(file, () -> kept.open(start, length))) {
      count = in.readNBytes(bytes, 0, length);
    } catch (IOException e) {
      throw KeptFiles.failed(file.name(), e);
    }
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, count);
    if (count < length || (int) sum.getValue() != sums[(int) number]) {
      String problem =
          "Cannot read " + file.name() + ": bytes from " + start + " are not what they were";
      throw file.keeping() instanceof StorageMode.Reference
          ? new StaleDataException(problem)
          : new CorruptDataException(problem);
    }
    return bytes;
  }
}

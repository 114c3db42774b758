package io.lifecycle4j.core.data.format;

import io.lifecycle4j.core.data.storage.KeptFile;
import io.lifecycle4j.core.data.storage.KeptFiles;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.NotFoundException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A stored file to read rows from. It is unpacked if its first bytes or its name are those of gzip.
 *
 * <p>Thread-safe: readings are independent. The stored bytes are always read to their end, where
 * the store verifies them: this distinguishes an invalid file from a corrupt store. A missing file
 * was lost, since it was stored before.
 *
 * @param watch receives the stored bytes as well; null for none
 */
record DataFile(KeptFile kept, @Nullable UnaryOperator<InputStream> watch) {
  private static final int BUFFER = 1 << 16;

  DataFile(KeptFile kept) {
    this(kept, null);
  }

  /** Returns the same file, whose stored bytes are also passed through {@code by}. */
  DataFile watched(UnaryOperator<InputStream> by) {
    return new DataFile(kept, by);
  }

  BlockSums sums() {
    return new BlockSums(kept);
  }

  /** Returns whether reading unpacks the file. */
  boolean isPacked() {
    long length = Math.min(2, size());
    try (InputStream in = NamedBlobs.file(kept.file(), () -> kept.open(0, length))) {
      return name().endsWith(".gz") || (in.read() == 0x1F && in.read() == 0x8B);
    } catch (IOException e) {
      throw KeptFiles.failed(name(), e);
    }
  }

  String name() {
    return kept.name();
  }

  long size() {
    return kept.file().size();
  }

  void read(Body body) {
    try (InputStream raw = opened()) {
      InputStream stored = new StoredBytes(name(), raw);
      try (InputStream in = unpacked(name(), stored)) {
        body.read(in);
      } catch (IOException e) {
        drain(stored);
        throw undecodable(name(), e);
      } catch (InvalidDataException e) {
        drain(stored);
        throw e;
      }
      drain(stored);
    } catch (IOException e) {
      throw KeptFiles.failed(name(), e);
    }
  }

  /** Reads the start of the unpacked bytes, as far as necessary; the rest is not verified. */
  static <T> T look(String name, InputStream raw, Look<T> look) {
    try (raw) {
      try (InputStream in = unpacked(name, new StoredBytes(name, raw))) {
        return look.at(in);
      } catch (IOException e) {
        throw undecodable(name, e);
      }
    } catch (IOException e) {
      throw KeptFiles.failed(name, e);
    }
  }

  private static InvalidDataException undecodable(String name, IOException e) {
    return new InvalidDataException("Cannot read " + name + ": " + e.getMessage(), e);
  }

  private InputStream opened() {
    InputStream raw;
    try {
      raw = kept.open();
    } catch (NotFoundException e) {
      throw NamedBlobs.lost("file " + name(), "its content", kept.file().blob(), e);
    }
    return watch == null ? raw : watch.apply(raw);
  }

  /** Unpacks a file whose first bytes or name are those of gzip. */
  private static InputStream unpacked(String name, InputStream stored) throws IOException {
    BufferedInputStream bytes = new BufferedInputStream(stored, BUFFER);
    bytes.mark(2);
    boolean packed = bytes.read() == 0x1F && bytes.read() == 0x8B;
    bytes.reset();
    return packed || name.endsWith(".gz")
        ? new BufferedInputStream(new GzipStream(bytes), BUFFER)
        : bytes;
  }

  private static void drain(InputStream stored) throws IOException {
    stored.transferTo(OutputStream.nullOutputStream());
  }

  /** Reads something from the start of a file; an {@link IOException} is as for {@link Body}. */
  @FunctionalInterface
  interface Look<T> {
    T at(InputStream in) throws IOException;
  }

  /** Reads the bytes of a file. An {@link IOException} means that they cannot be decoded. */
  @FunctionalInterface
  interface Body {
    void read(InputStream in) throws IOException;
  }

  /**
   * Distinguishes store failures from decoding failures, which would both be IOExceptions. Closing
   * a decoder leaves the stored bytes open, since they must be read to their end.
   */
  private static final class StoredBytes extends FilterInputStream {
    private final String name;

    StoredBytes(String name, InputStream in) {
      super(in);
      this.name = name;
    }

    @Override
    public int read() {
      try {
        return in.read();
      } catch (IOException e) {
        throw KeptFiles.failed(name, e);
      }
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      try {
        return in.read(target, offset, length);
      } catch (IOException e) {
        throw KeptFiles.failed(name, e);
      }
    }

    @Override
    public void close() {}
  }
}

package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.file.PartStream;
import io.lifecycle4j.core.storage.file.RegularFile;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/** Where the bytes of a blob lie. */
record BlobPlace(Path file, long offset, long length) {
  InputStream open(long from, long count) throws IOException {
    FileChannel channel = RegularFile.open(file).position(offset + from);
    return new PartStream(
        Channels.newInputStream(channel),
        count,
        left -> tooShort(offset + from + count - left, left));
  }

  private CorruptDataException tooShort(long end, long left) {
    return new CorruptDataException(
        "Corrupt blob in " + file + ": it ends at byte " + end + ", " + left + " short");
  }

  /** Opens all bytes; the hash is verified at the end. */
  InputStream open(BlobId id) throws IOException {
    return Hashing.judged(open(0, length), found -> check(found, id));
  }

  private void check(BlobId found, BlobId expected) {
    if (!found.equals(expected)) {
      throw new CorruptDataException(
          "Corrupt blob "
              + file
              + ": its bytes have the hash "
              + found
              + " (must be "
              + expected
              + ")");
    }
  }

  /** Returns whether the bytes equal a range of an array; false if they cannot be read. */
  boolean holds(byte[] bytes, int from, int count) {
    if (length != count) {
      return false;
    }
    try (InputStream in = open(0, count)) {
      return Arrays.equals(in.readNBytes(count), 0, count, bytes, from, from + count);
    } catch (IOException | CorruptDataException e) {
      return false; // it is written again, which either repairs it or reports the error
    }
  }

  /** Reads all bytes, verified. */
  byte[] read(BlobId id) throws IOException {
    try (InputStream in = open(id)) {
      return in.readAllBytes();
    }
  }

  void verify(BlobId id) throws IOException {
    try (InputStream in = open(id)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }
}

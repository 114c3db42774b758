package io.lifecycle4j.core.data.source;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A file of a ZIP archive. Its declared properties are checked against the bytes that are read.
 *
 * @param archive the archive
 * @param path the name in the archive, which ends in a slash for a folder
 * @param method 0 for stored, 8 for deflated
 * @param flags the flags of the entry
 * @param crc the CRC-32 of the bytes
 * @param packed number of bytes in the archive
 * @param length number of bytes
 * @param start the offset of the local header
 */
record ZipFile(
    Path archive, String path, int method, int flags, int crc, long packed, long length, long start)
    implements Content {
  private static final int ENTRY = 0x02014B50;
  private static final int ENTRY_LENGTH = 46;
  private static final int LOCAL = 0x04034B50;
  private static final int LOCAL_LENGTH = 30;
  private static final int ENCRYPTED = 0x2041;
  private static final int STREAMED = 8;
  private static final int UTF_8 = 1 << 11;
  private static final int UNIX = 3;
  private static final long SMALL = 100L << 20;
  private static final int MAX_RATIO = 200;
  private static final int BUFFER = 1 << 16;

  static ZipFile read(Path archive, ByteBuffer directory) {
    if (directory.remaining() < ENTRY_LENGTH || directory.getInt(directory.position()) != ENTRY) {
      throw invalid(archive, "its directory is damaged");
    }
    int at = directory.position();
    int flags = directory.getShort(at + 8);
    int names = directory.getShort(at + 28) & 0xFFFF;
    int rest = (directory.getShort(at + 30) & 0xFFFF) + (directory.getShort(at + 32) & 0xFFFF);
    if (directory.remaining() < ENTRY_LENGTH + names + rest) {
      throw invalid(archive, "its directory is damaged");
    }
    ZipFile file =
        new ZipFile(
            archive,
            name(archive, directory.slice(at + ENTRY_LENGTH, names), flags),
            directory.getShort(at + 10),
            flags,
            directory.getInt(at + 16),
            directory.getInt(at + 20) & 0xFFFFFFFFL,
            directory.getInt(at + 24) & 0xFFFFFFFFL,
            directory.getInt(at + 42) & 0xFFFFFFFFL);
    boolean unix = directory.get(at + 5) == UNIX;
    file.checkKind(unix ? directory.getInt(at + 38) >>> 28 : 0);
    directory.position(at + ENTRY_LENGTH + names + rest);
    return file;
  }

  private static String name(Path archive, ByteBuffer bytes, int flags) {
    try {
      return ((flags & UTF_8) == 0 ? StandardCharsets.US_ASCII : StandardCharsets.UTF_8)
          .newDecoder()
          .decode(bytes)
          .toString();
    } catch (CharacterCodingException e) {
      throw new InvalidDataException(
          "Cannot read " + archive + ": the name of an entry is not UTF-8", e);
    }
  }

  /** Checks the entry of the directory; {@code kind} is the Unix file type, or 0. */
  private void checkKind(int kind) {
    check((flags & ENCRYPTED) == 0, "is encrypted");
    check(method == 0 || method == 8, "is packed by method " + method + " (must be 0 or 8)");
    check(method != 0 || packed == length, "has two lengths");
    check(packed < 0xFFFFFFFFL && length < 0xFFFFFFFFL, "is of ZIP64");
    check(kind == 0 || kind == (isFolder() ? 4 : 8), "is a link or a device");
    check(!isFolder() || length == 0, "is a folder with bytes");
    check(
        length <= SMALL || length <= MAX_RATIO * packed,
        "unpacks " + packed + " bytes to " + length + " (at most " + MAX_RATIO + " times as much)");
  }

  /**
   * Returns whether the file is left out, by the same rules as in folders; parent references do not
   * count as hidden.
   */
  boolean isHidden() {
    return Arrays.stream(path.split("/", -1))
        .anyMatch(
            step -> step.equals("__MACOSX") || (step.startsWith(".") && !step.matches("[.]{1,2}")));
  }

  boolean isFolder() {
    return path.endsWith("/");
  }

  /** Returns the name for messages. */
  String shown() {
    return "'" + path.substring(0, Math.min(path.length(), 60)) + "'";
  }

  /** Checks the local header, and returns the end of the bytes of the file. */
  long checkStart(long directory) throws IOException {
    check(start + LOCAL_LENGTH <= directory, "is not in the archive");
    ByteBuffer header = ZipArchive.read(archive, start, LOCAL_LENGTH);
    int names = header.getShort(26) & 0xFFFF;
    check(start + LOCAL_LENGTH + names <= directory, "is not in the archive");
    String name = name(archive, ZipArchive.read(archive, start + LOCAL_LENGTH, names), flags);
    boolean known = (flags & STREAMED) == 0;
    check(
        header.getInt(0) == LOCAL
            && name.equals(path)
            && header.getShort(6) == (short) flags
            && header.getShort(8) == method
            && (!known
                || (header.getInt(14) == crc
                    && header.getInt(18) == (int) packed
                    && header.getInt(22) == (int) length)),
        "is described in two ways");
    long end = begin(header) + packed;
    check(end <= directory, "is not in the archive");
    return end;
  }

  private long begin(ByteBuffer header) {
    return start + LOCAL_LENGTH + (header.getShort(26) & 0xFFFF) + (header.getShort(28) & 0xFFFF);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    Inflater inflater = new Inflater(true);
    try (InputStream in = Files.newInputStream(archive)) {
      in.skipNBytes(begin(ZipArchive.read(archive, start, LOCAL_LENGTH)));
      unpack(in, inflater, out);
    } catch (DataFormatException e) {
      throw new InvalidDataException("Cannot read " + archive + ": entry " + shown(), e);
    } finally {
      inflater.end();
    }
  }

  private void unpack(InputStream in, Inflater inflater, OutputStream out)
      throws IOException, DataFormatException {
    CRC32 sum = new CRC32();
    byte[] bytes = new byte[BUFFER];
    byte[] unpacked = method == 0 ? bytes : new byte[BUFFER];
    long written = 0;
    for (long left = packed; left > 0; ) {
      int count = in.read(bytes, 0, (int) Math.min(left, BUFFER));
      check(count >= 0, "ends too early");
      left -= count;
      inflater.setInput(bytes, 0, count);
      int ready = method == 0 ? count : inflater.inflate(unpacked);
      while (ready > 0) {
        written += ready;
        check(written <= length, "is longer than it says");
        sum.update(unpacked, 0, ready);
        out.write(unpacked, 0, ready);
        ready = method == 0 ? 0 : inflater.inflate(unpacked);
      }
    }
    boolean ended = method == 0 || (inflater.finished() && inflater.getRemaining() == 0);
    check(ended && written == length && (int) sum.getValue() == crc, "is damaged");
  }

  private void check(boolean condition, String problem) {
    if (!condition) {
      throw invalid(archive, "entry " + shown() + " " + problem);
    }
  }

  private static InvalidDataException invalid(Path archive, String problem) {
    return new InvalidDataException("Cannot read " + archive + ": " + problem);
  }
}

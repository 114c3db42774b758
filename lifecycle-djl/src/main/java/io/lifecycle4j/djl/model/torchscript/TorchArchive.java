package io.lifecycle4j.djl.model.torchscript;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads the ZIP archive of a TorchScript program, as PyTorch writes it and in no other form.
 *
 * <p>PyTorch has a reader of its own. Two readers that disagree about an archive see different
 * programs, so every byte must have one meaning: the entries follow each other without a gap from
 * the first byte on, then the directory, then its end, and both descriptions of an entry agree.
 */
final class TorchArchive {
  private static final int LOCAL = 0x04034B50;
  private static final int LOCAL_LENGTH = 30;
  private static final int DESCRIPTOR = 0x08074B50;
  private static final int DESCRIPTOR_LENGTH = 16;
  private static final int ENTRY = 0x02014B50;
  private static final int ENTRY_LENGTH = 46;
  private static final int END = 0x06054B50;
  private static final int END_LENGTH = 22;
  private static final int LOCATOR = 0x07064B50;
  private static final int LOCATOR_LENGTH = 20;
  private static final int END_64 = 0x06064B50;
  private static final int END_64_LENGTH = 56;
  private static final int STREAMED = 8;
  private static final int UTF_8 = 1 << 11;
  private static final int DEFLATED = 8;
  private static final int MAX_ENTRIES = 0xFFFF;
  private static final int MAX_NAME = 500;
  private static final long MAX_INFLATED = 64L << 20;
  private static final long SMALL = 1 << 20;
  private static final int MAX_RATIO = 200;

  private final ScannedFile file;
  private final ByteBuffer bytes;
  private final Map<String, ByteBuffer> entries = new LinkedHashMap<>();
  private final Set<String> folded = new HashSet<>();
  private String root = "";
  private long inflated;

  private TorchArchive(ScannedFile file, byte[] bytes) {
    this.file = file;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads an archive.
   *
   * @return the bytes of the entries by their name below the root folder, in the order of the file
   */
  static Map<String, ByteBuffer> read(ScannedFile file, byte[] bytes) {
    TorchArchive archive = new TorchArchive(file, bytes);
    try {
      archive.read();
    } catch (IndexOutOfBoundsException e) {
      throw file.refused("a length of the ZIP archive does not fit");
    }
    return archive.entries;
  }

  private void read() {
    int end = bytes.limit() - END_LENGTH;
    check(
        end >= 0 && bytes.getInt(0) == LOCAL && bytes.getInt(end) == END,
        "it is not a complete ZIP archive");
    int count = bytes.getShort(end + 10) & 0xFFFF;
    int size = bytes.getInt(end + 12);
    int directory = bytes.getInt(end + 16);
    check(count > 0 && count < MAX_ENTRIES, count + " entries");
    check(
        bytes.getInt(end + 4) == 0
            && (bytes.getShort(end + 8) & 0xFFFF) == count
            && bytes.getShort(end + 20) == 0
            && size >= 0
            && directory >= 0,
        "the end of the ZIP archive is not one of PyTorch");
    check((long) directory + size == directoryEnd(end, count, size, directory), "bytes between");
    int at = directory;
    int start = 0;
    for (int i = 0; i < count; i++) {
      check(bytes.getInt(at) == ENTRY, "the directory of the ZIP archive is damaged");
      start = entry(at, start);
      at += ENTRY_LENGTH + unsigned(at + 28) + unsigned(at + 30) + unsigned(at + 32);
    }
    check(at == directory + size && start == directory, "the ZIP archive has hidden bytes");
  }

  /** Returns where the directory must end: before the optional records of ZIP64, which agree. */
  private int directoryEnd(int end, int count, int size, int directory) {
    int locator = end - LOCATOR_LENGTH;
    if (locator < END_64_LENGTH || bytes.getInt(locator) != LOCATOR) {
      return end;
    }
    int record = locator - END_64_LENGTH;
    check(
        bytes.getInt(record) == END_64
            && bytes.getLong(record + 4) == END_64_LENGTH - 12
            && bytes.getLong(record + 16) == 0
            && bytes.getLong(record + 24) == count
            && bytes.getLong(record + 32) == count
            && bytes.getLong(record + 40) == size
            && bytes.getLong(record + 48) == directory
            && bytes.getLong(locator + 8) == record,
        "the ZIP archive has two ends");
    return record;
  }

  /** Reads an entry and returns where the next one must begin. */
  private int entry(int at, int start) {
    int flags = unsigned(at + 8);
    int method = unsigned(at + 10);
    int crc = bytes.getInt(at + 16);
    int packed = bytes.getInt(at + 20);
    int length = bytes.getInt(at + 24);
    String name = name(at + ENTRY_LENGTH, unsigned(at + 28));
    check((flags & ~(STREAMED | UTF_8)) == 0, shown(name) + " has flags " + flags);
    check(method == 0 || method == DEFLATED, shown(name) + " is packed by method " + method);
    check(
        packed >= 0 && length >= 0 && bytes.getInt(at + 42) == start,
        shown(name) + " does not follow the entry before it");
    checkLocal(at, start, flags);
    int data =
        start + LOCAL_LENGTH + unsigned(start + 26) + unsigned(start + 28); // name, extra field
    check(packed <= bytes.limit() - data, shown(name) + " is truncated");
    int end = data + packed;
    if ((flags & STREAMED) != 0) {
      check(
          bytes.getInt(end) == DESCRIPTOR
              && bytes.getInt(end + 4) == crc
              && bytes.getInt(end + 8) == packed
              && bytes.getInt(end + 12) == length,
          shown(name) + " is described in two ways");
      end += DESCRIPTOR_LENGTH;
    }
    ByteBuffer content = method == 0 ? stored(name, data, packed, length) : null;
    put(name, content == null ? inflated(name, data, packed, length) : content, crc);
    return end;
  }

  private void checkLocal(int at, int start, int flags) {
    int names = unsigned(at + 28);
    String name = name(at + ENTRY_LENGTH, names);
    boolean known = (flags & STREAMED) == 0;
    check(
        bytes.getInt(start) == LOCAL
            && unsigned(start + 6) == flags
            && unsigned(start + 8) == unsigned(at + 10)
            && unsigned(start + 26) == names
            && name(start + LOCAL_LENGTH, names).equals(name),
        shown(name) + " is described in two ways");
    for (int field = 0; field < 12; field += 4) { // checksum, packed length, length
      int local = bytes.getInt(start + 14 + field);
      check(
          local == bytes.getInt(at + 16 + field) || (!known && local == 0),
          shown(name) + " is described in two ways");
    }
  }

  private ByteBuffer stored(String name, int data, int packed, int length) {
    check(packed == length, shown(name) + " has two lengths");
    return bytes.slice(data, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private ByteBuffer inflated(String name, int data, int packed, int length) {
    inflated += length;
    check(
        inflated <= MAX_INFLATED && (length <= SMALL || length <= (long) MAX_RATIO * packed),
        shown(name) + " unpacks " + packed + " bytes to " + length);
    // One byte more, so that an entry that is longer than it says is seen.
    byte[] content = new byte[length + 1];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(bytes.array(), data, packed);
      int count = inflater.inflate(content);
      check(
          count == length && inflater.finished() && inflater.getRemaining() == 0,
          shown(name) + " is damaged");
    } catch (DataFormatException e) {
      throw file.refused(shown(name) + " is damaged");
    } finally {
      inflater.end();
    }
    return ByteBuffer.wrap(content, 0, length).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private void put(String name, ByteBuffer content, int crc) {
    CRC32 sum = new CRC32();
    sum.update(content.duplicate());
    check((int) sum.getValue() == crc, shown(name) + " is damaged");
    int slash = name.indexOf('/');
    check(slash > 0 && slash < name.length() - 1, shown(name) + " is in no folder");
    if (entries.isEmpty()) {
      root = name.substring(0, slash + 1);
    }
    check(name.startsWith(root), shown(name) + " is not in folder " + shown(root));
    // PyTorch ignores the case when it looks up an entry.
    check(folded.add(name.toLowerCase(Locale.ROOT)), shown(name) + " occurs twice");
    entries.put(name.substring(slash + 1), content);
  }

  private String name(int at, int length) {
    check(length <= MAX_NAME, "a name of " + length + " bytes");
    return StandardCharsets.UTF_8.decode(bytes.slice(at, length)).toString();
  }

  private int unsigned(int at) {
    return bytes.getShort(at) & 0xFFFF;
  }

  private static String shown(String name) {
    return "entry '" + ScannedFile.shown(name) + "'";
  }

  private void check(boolean condition, String problem) {
    file.check(condition, problem);
  }
}

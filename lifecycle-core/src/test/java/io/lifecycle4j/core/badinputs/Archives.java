package io.lifecycle4j.core.badinputs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes archives that are bad on purpose, each from a good one. */
final class Archives {
  private static final byte[] CSV = "a,b\n1,x\n".getBytes(UTF_8);
  private static final int ENTRY = 0x02014B50;

  private Archives() {}

  /** Makes a ZIP archive; {@code make} is a name and perhaps an argument. */
  static byte[] bytes(String make) {
    String[] words = make.split(" ", 2);
    String argument = words.length > 1 ? words[1] : "";
    return switch (words[0]) {
      case "zip-entry" -> zip(CSV, argument);
      case "zip-two" -> zip(CSV, argument.split(" ", -1));
      case "zip-long" -> zip(CSV, "n".repeat(Integer.parseInt(argument)));
      case "zip-empty" -> zip(CSV);
      case "zip-bomb" -> zip(new byte[Integer.parseInt(argument) << 20], "a.csv");
      case "zip-nested" -> nested(Integer.parseInt(argument));
      case "zip-many" -> many(Integer.parseInt(argument));
      case "zip-cut" -> cut(zip(CSV, "a.csv"), Integer.parseInt(argument));
      case "zip-more" -> joined(zip(CSV, "a.csv"), CSV);
      case "zip-through" -> through();
      default -> patched(words[0], argument);
    };
  }

  private static byte[] patched(String what, String argument) {
    byte[] zip = zip(what.equals("zip-length") ? new byte[1_000_000] : CSV, "a.csv", "b.csv");
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int first = find(bytes, 0);
    int second = find(bytes, first + 4);
    int end = zip.length - 22;
    switch (what) {
      case "zip-overlap" -> bytes.putInt(second + 42, 0).put(second + 46, (byte) 'a');
      case "zip-same" ->
          bytes.put(second + 46, (byte) 'a').put(bytes.getInt(second + 42) + 30, (byte) 'a');
      case "zip-local" -> bytes.put(30, (byte) 'z');
      case "zip-length" -> bytes.putInt(first + 24, Integer.parseInt(argument));
      case "zip-crc" -> bytes.putInt(first + 16, bytes.getInt(first + 16) ^ 1);
      case "zip-flag" -> bytes.putShort(first + 8, (short) (bytes.getShort(first + 8) | 1));
      case "zip-huge" -> bytes.putShort(end + 8, (short) -1).putShort(end + 10, (short) -1);
      case "zip-byte" -> bytes.put(first + 46, (byte) 0xFF).put(30, (byte) 0xFF);
      case "zip-mode" -> mode(bytes, first, 0100000 | Integer.parseInt(argument, 8));
      case "zip-kind" -> mode(bytes, first, Integer.parseInt(argument) << 12 | 0777);
      default -> throw new IllegalArgumentException(what);
    }
    return zip;
  }

  private static void mode(ByteBuffer bytes, int entry, int mode) {
    bytes.put(entry + 5, (byte) 3).putInt(entry + 38, mode << 16);
  }

  private static int find(ByteBuffer bytes, int from) {
    int at = from;
    while (bytes.getInt(at) != ENTRY) {
      at++;
    }
    return at;
  }

  private static byte[] zip(byte[] content, String... names) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] nested(int depth) {
    byte[] zip = zip(CSV, "a.csv");
    for (int i = 1; i < depth; i++) {
      zip = zip(zip, "a.csv");
    }
    return zip;
  }

  private static byte[] many(int count) {
    String[] names = new String[count];
    Arrays.setAll(names, i -> "e" + i);
    return zip(new byte[0], names);
  }

  /** A link that leads out, and a file below it. */
  private static byte[] through() {
    byte[] zip = zip("/etc".getBytes(UTF_8), "l", "l/passwd");
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    mode(bytes, find(bytes, 0), 0120777);
    return zip;
  }

  private static byte[] cut(byte[] bytes, int less) {
    return Arrays.copyOf(bytes, bytes.length - less);
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}

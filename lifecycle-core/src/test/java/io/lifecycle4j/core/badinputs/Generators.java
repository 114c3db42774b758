package io.lifecycle4j.core.badinputs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Makes inputs that are too long, or too odd, for a line of the catalogue. */
final class Generators {
  private Generators() {}

  /** Makes a text; {@code null} makes none. */
  static @Nullable String text(String make) {
    String[] words = make.split(" ", 3);
    return switch (words[0]) {
      case "null" -> null;
      case "repeat" -> words[2].repeat(Integer.parseInt(words[1]));
      case "deep" -> deep(words[2], Integer.parseInt(words[1]));
      case "array" -> "[0" + ",0".repeat(Integer.parseInt(words[1]) - 1) + "]";
      case "colliding" -> colliding(Integer.parseInt(words[1]));
      case "quoted" -> '"' + words[2].repeat(Integer.parseInt(words[1])) + '"';
      case "named" -> "{\"" + words[2].repeat(Integer.parseInt(words[1])) + "\":0}";
      case "columns" -> csvOf(Integer.parseInt(words[1]));
      case "cell" -> "a,b\n1," + words[2].repeat(Integer.parseInt(words[1])) + "\n";
      case "unclosed" -> "a,b\n1,\"" + "x\n".repeat(Integer.parseInt(words[1]));
      case "line" -> "{\"a\":1,\"b\":\"x\",\"later\":" + text(make.substring(5)) + "}";
      default -> throw new IllegalArgumentException(make);
    };
  }

  /** Makes bytes. */
  static byte[] bytes(String make) {
    String[] words = make.split(" ", 2);
    if (make.startsWith("zip")) {
      return Archives.bytes(make);
    }
    return switch (words[0]) {
      case "zeros" -> new byte[Integer.parseInt(words[1])];
      case "gzip-cut" -> cut(gzip(csv()), Integer.parseInt(words[1]));
      case "gzip-flipped" -> flipped(gzip(csv()), Integer.parseInt(words[1]));
      case "gzip-more" -> joined(gzip(csv()), words[1].getBytes(StandardCharsets.UTF_8));
      case "gzip-twice" -> joined(gzip(csv()), gzip("2,y\n".getBytes(StandardCharsets.UTF_8)));
      case "gzip-bomb" -> bomb(Integer.parseInt(words[1]));
      default -> Objects.requireNonNull(text(make)).getBytes(StandardCharsets.UTF_8);
    };
  }

  private static String deep(String brackets, int depth) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      text.append(mixed(brackets, i) ? "{\"a\":" : "[");
    }
    text.append('0');
    for (int i = depth - 1; i >= 0; i--) {
      text.append(mixed(brackets, i) ? '}' : ']');
    }
    return text.toString();
  }

  private static boolean mixed(String brackets, int level) {
    return brackets.equals("{}") || (brackets.equals("[{}]") && level % 2 == 1);
  }

  /** An object of names that all have the same {@link String#hashCode}. */
  private static String colliding(int bits) {
    StringBuilder names = new StringBuilder("{");
    for (int i = 0; i < 1 << bits; i++) {
      names.append(i == 0 ? "\"" : ",\"");
      for (int bit = 0; bit < bits; bit++) {
        names.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      names.append("\":0");
    }
    return names.append('}').toString();
  }

  private static String csvOf(int columns) {
    StringBuilder header = new StringBuilder("a,b");
    for (int i = 0; i < columns; i++) {
      header.append(",c").append(i);
    }
    return header.append("\n1,x\n").toString();
  }

  private static byte[] csv() {
    return "a,b\n1,x\n".getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static byte[] bomb(int megabytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(csv());
      for (int i = 0; i < megabytes; i++) {
        out.write(new byte[1 << 20]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static byte[] cut(byte[] bytes, int less) {
    return Arrays.copyOf(bytes, bytes.length - less);
  }

  /** Flips a bit of the byte at a place, counted from the end if it is negative. */
  private static byte[] flipped(byte[] bytes, int place) {
    bytes[place < 0 ? bytes.length + place : place] ^= 1;
    return bytes;
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}

package io.lifecycle4j.core.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What is written byte for byte, by name: JSON as it is, all else in hexadecimal, also JSON with
 * bytes behind it.
 */
public final class FormatVectors {
  private FormatVectors() {}

  /** Reads a file in the resources {@code format}: a name, a blank and what is written. */
  public static Map<String, String> of(String file) {
    Map<String, String> vectors = new LinkedHashMap<>();
    try (InputStream in =
        Objects.requireNonNull(FormatVectors.class.getResourceAsStream("/format/" + file))) {
      for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
        String[] parts = line.split(" ", 2);
        vectors.put(parts[0], parts.length > 1 ? parts[1] : "");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return vectors;
  }

  /**
   * Reads the entries of a journal.
   *
   * @param journal its name
   */
  public static Map<String, String> entries(String journal) {
    Map<String, String> entries = new LinkedHashMap<>();
    of("entries.txt")
        .forEach(
            (name, text) -> {
              if (name.startsWith(journal + "/")) {
                entries.put(name.substring(journal.length() + 1), text);
              }
            });
    return entries;
  }

  /** Returns a payload as it is shown. */
  public static String text(byte[] payload) {
    boolean isText = payload[0] == '{' && !hasBytes(payload);
    return isText ? new String(payload, UTF_8) : HexFormat.of().formatHex(payload);
  }

  /** Returns whether a payload is JSON in one line, a line feed, and bytes. */
  public static boolean hasBytes(byte[] payload) {
    return payload[0] == '{' && new String(payload, ISO_8859_1).indexOf('\n') >= 0;
  }

  /** Returns the payload that a text shows. */
  public static byte[] bytes(String text) {
    return text.startsWith("{") ? text.getBytes(UTF_8) : HexFormat.of().parseHex(text);
  }
}

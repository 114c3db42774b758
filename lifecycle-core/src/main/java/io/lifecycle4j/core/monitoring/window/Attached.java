package io.lifecycle4j.core.monitoring.window;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.error.CorruptDataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A payload of JSON in one line, a line feed, and bytes whose lengths the JSON has. Bytes in JSON
 * would take a third more, and its limits are too low for the summaries of many columns.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Attached(byte[] json, byte[] bytes) {
  private static final byte END = '\n';

  /** Writes a payload. */
  public static byte[] write(byte[] json, List<byte[]> attachments) {
    int length = json.length + 1 + attachments.stream().mapToInt(bytes -> bytes.length).sum();
    byte[] payload = Arrays.copyOf(json, length);
    int at = json.length;
    payload[at++] = END;
    for (byte[] bytes : attachments) {
      System.arraycopy(bytes, 0, payload, at, bytes.length);
      at += bytes.length;
    }
    return payload;
  }

  /**
   * Reads a payload.
   *
   * @param where the journal, for messages
   */
  public static Attached read(byte[] payload, String where) {
    for (int i = 0; i < payload.length; i++) {
      if (payload[i] == END) {
        return new Attached(
            Arrays.copyOf(payload, i), Arrays.copyOfRange(payload, i + 1, payload.length));
      }
    }
    throw new CorruptDataException("Invalid entry of " + where + ": no line feed");
  }

  /**
   * Returns the attachments of these lengths.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if there are fewer or more bytes
   */
  public List<byte[]> split(List<Integer> lengths) {
    List<byte[]> all = new ArrayList<>();
    int at = 0;
    for (int length : lengths) {
      check(
          length >= 0 && length <= bytes.length - at,
          "Invalid attachment: %s bytes of %s",
          length,
          bytes.length - at);
      all.add(Arrays.copyOfRange(bytes, at, at + length));
      at += length;
    }
    check(at == bytes.length, "Invalid attachments: %s of %s bytes", at, bytes.length);
    return all;
  }
}

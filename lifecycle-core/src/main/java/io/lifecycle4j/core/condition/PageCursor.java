package io.lifecycle4j.core.condition;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.tracking.RunQuery;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalDouble;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ended: the sort keys of its last object, and the position of that among all.
 *
 * <p>As text it is Base64 of a version, the first bytes of a hash of the query, the position, the
 * keys and a checksum, at most {@value #MAX_LENGTH} characters. Texts are written as UTF-16, which
 * preserves unpaired surrogates.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PageCursor(@Nullable Object[] keys, long place) {
  /** The longest text. */
  public static final int MAX_LENGTH = 6_000;

  private static final byte VERSION = 1;
  private static final int HEAD = 1 + Long.BYTES + Long.BYTES;
  private static final int LONGEST_KEY = 1 + Short.BYTES + Character.BYTES * RunQuery.ORDERED_TEXT;
  private static final int HASH_DIGITS = 16;
  private static final byte MISSING = 0;
  private static final byte NUMBER = 1;
  private static final byte TEXT = 2;

  /**
   * Writes the cursor as text.
   *
   * @param query what tells the query from others; a page may have another length
   */
  public String write(String query) {
    ByteBuffer bytes = ByteBuffer.allocate(HEAD + keys.length * LONGEST_KEY + Integer.BYTES);
    bytes.put(VERSION).putLong(hash(query)).putLong(place);
    for (Object key : keys) {
      if (key instanceof OptionalDouble number) {
        bytes.put(NUMBER).putDouble(number.getAsDouble());
      } else if (key instanceof String text) {
        bytes.put(TEXT).putShort((short) text.length());
        text.chars().forEach(c -> bytes.putChar((char) c));
      } else {
        bytes.put(MISSING);
      }
    }
    bytes.putInt(checksum(bytes.array(), bytes.position()));
    byte[] written = new byte[bytes.position()];
    bytes.flip().get(written);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(written);
  }

  /** Reads a cursor; throws if it is corrupt or belongs to another query. */
  public static PageCursor read(String cursor, String query, SortKeys keys) {
    ByteBuffer bytes = ByteBuffer.wrap(decode(cursor));
    try {
      if (bytes.get() != VERSION) {
        throw invalid(cursor, "must be what a page of this version of the library gave");
      }
      if (bytes.getLong() != hash(query)) {
        throw invalid(cursor, "must be what a page of the same query gave");
      }
      PageCursor read = read(bytes, keys);
      if (!bytes.hasRemaining()) {
        return read;
      }
    } catch (BufferUnderflowException e) {
      // reported below, like other bytes that are no cursor
    }
    throw invalid(cursor, "must be what a page gave");
  }

  private static PageCursor read(ByteBuffer bytes, SortKeys keys) {
    long place = bytes.getLong();
    @Nullable Object[] read = new @Nullable Object[keys.size()];
    for (int i = 0; i < read.length; i++) {
      byte kind = bytes.get();
      if (kind == NUMBER && keys.isNumber(i)) {
        read[i] = OptionalDouble.of(bytes.getDouble());
      } else if (kind == TEXT && !keys.isNumber(i)) {
        read[i] = text(bytes);
      } else if (kind != MISSING) {
        throw new BufferUnderflowException();
      }
    }
    return new PageCursor(read, place);
  }

  private static String text(ByteBuffer bytes) {
    char[] text = new char[Short.toUnsignedInt(bytes.getShort())];
    for (int i = 0; i < text.length; i++) {
      text[i] = bytes.getChar();
    }
    return new String(text);
  }

  /** Returns the bytes before the checksum, once that matches. */
  private static byte[] decode(String cursor) {
    if (cursor.length() <= MAX_LENGTH) {
      try {
        byte[] all = Base64.getUrlDecoder().decode(cursor);
        int length = all.length - Integer.BYTES;
        if (length >= HEAD && ByteBuffer.wrap(all, length, 4).getInt() == checksum(all, length)) {
          return Arrays.copyOf(all, length);
        }
      } catch (IllegalArgumentException e) {
        // reported below, like other text that is no cursor
      }
    }
    throw invalid(cursor, "must be what a page gave");
  }

  private static InvalidValueException invalid(String cursor, String expected) {
    String shown = cursor.length() <= 60 ? cursor : cursor.substring(0, 60) + "…";
    return new InvalidValueException("Invalid cursor: '" + shown + "' (" + expected + ")");
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }

  private static long hash(String query) {
    byte[] bytes = query.getBytes(StandardCharsets.UTF_8);
    return Long.parseUnsignedLong(Hashing.hash(bytes).sha256(), 0, HASH_DIGITS, 16);
  }
}

package io.lifecycle4j.core.storage.file;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.error.CorruptDataException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Small JSON files that say what a directory is; each holds a checksum before its format. */
final class SealedJson {
  private static final String MARK = "\"crc32c\":\"";
  private static final String ZEROS = "00000000";

  private SealedJson() {}

  /** Returns the file of a record that has a property {@code format}. */
  static byte[] write(Object value) {
    String text = Json.PLAIN.text(value).replace("\"format\":", MARK + ZEROS + "\",\"format\":");
    return text.replace(MARK + ZEROS, MARK + checksum(text)).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns whether a file has a checksum.
   *
   * @throws CorruptDataException if it does not fit
   */
  static boolean isSealed(byte[] bytes, String file) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1); // one character for each byte
    int at = text.indexOf(MARK) + MARK.length();
    boolean sealed = at >= MARK.length() && at + ZEROS.length() <= text.length();
    if (sealed && !text.startsWith(checksum(text), at)) {
      throw new CorruptDataException("Cannot read " + file + ": its checksum does not fit");
    }
    return sealed;
  }

  /**
   * The CRC32C, in 8 hexadecimal digits, over the bytes of the file with zeros in the place of
   * those digits. Over bytes, not over values: it must hold for properties of later versions too.
   */
  private static String checksum(String text) {
    StringBuilder zeroed = new StringBuilder(text);
    int at = text.indexOf(MARK) + MARK.length();
    zeroed.replace(at, at + ZEROS.length(), ZEROS);
    CRC32C crc = new CRC32C();
    crc.update(zeroed.toString().getBytes(StandardCharsets.ISO_8859_1));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}

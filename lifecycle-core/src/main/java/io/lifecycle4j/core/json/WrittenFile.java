package io.lifecycle4j.core.json;

import io.lifecycle4j.error.InvalidDataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A file that a person wrote, in YAML or, if its name ends with {@code .json}, in JSON.
 *
 * @param name the name of the file, for messages
 * @param text all of it
 */
public record WrittenFile(String name, String text) {
  /** The longest file, in bytes. */
  public static final int MAX_BYTES = Json.MAX_TEXT;

  /**
   * Reads a file.
   *
   * @throws InvalidDataException if there is no such file, it cannot be read, is too long or is not
   *     UTF-8
   */
  public static WrittenFile read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidDataException(
          "Cannot read " + file + ": " + (Files.exists(file) ? "it is no file" : "no such file"));
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new InvalidDataException(
            "Cannot read " + file + ": it is too long (at most " + MAX_BYTES + " bytes)");
      }
      return of(file.toString(), bytes);
    } catch (IOException e) {
      throw new InvalidDataException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Decodes a file.
   *
   * @throws InvalidDataException if it is not UTF-8
   */
  static WrittenFile of(String name, byte[] bytes) {
    try {
      return new WrittenFile(
          name, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new InvalidDataException("Cannot read " + name + ": it is not UTF-8", e);
    }
  }

  /**
   * Parses the file.
   *
   * @return its value; empty if it is YAML with comments alone
   * @throws InvalidDataException if it is invalid, has a tag, an anchor, an alias or a key twice;
   *     the message names the line and the column
   */
  public Optional<PlacedValue> value() {
    return name.toLowerCase(Locale.ROOT).endsWith(".json")
        ? Optional.of(JsonValues.read(name, text))
        : YamlValues.read(name, text);
  }
}

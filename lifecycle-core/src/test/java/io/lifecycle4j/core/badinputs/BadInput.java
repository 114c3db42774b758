package io.lifecycle4j.core.badinputs;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code bad-inputs.jsonl}.
 *
 * @param id the row of the catalogue and the variant
 * @param group the group of the catalogue
 * @param what what is bad about it
 * @param text the input as text, or null
 * @param utf16 the input in UTF-16BE and Base64, for what JSON cannot carry, or null
 * @param base64 the input as bytes in Base64, or null
 * @param make the generator of the input and its argument, or null
 * @param expect for each kind of value the outcomes that are right, separated by {@code |}
 * @param missing why no entry takes it yet, or null
 * @param elsewhere the class and the method of the test that runs it, if it is no input of an
 *     entry, or null
 * @param deviates why it is right that it ends in another way than one would expect, or null
 */
record BadInput(
    String id,
    String group,
    String what,
    @Nullable String text,
    @Nullable String utf16,
    @Nullable String base64,
    @Nullable String make,
    @Nullable Map<String, String> expect,
    @Nullable String missing,
    @Nullable String elsewhere,
    @Nullable String deviates) {

  /** Reads the catalogue. */
  static List<BadInput> all() {
    JsonMapper mapper =
        JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    try (InputStream in = BadInput.class.getResourceAsStream("/bad-inputs.jsonl")) {
      String lines = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return lines.lines().map(line -> read(mapper, line)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BadInput read(JsonMapper mapper, String line) {
    try {
      return mapper.readValue(line, BadInput.class);
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
  }

  /**
   * Tells what is right for a kind of value; empty if the input is not of this kind. What is right
   * for a name is right for a path, and what is right for a path for a key, unless a row says
   * another thing. What finds nothing is no cursor of a page and no start of a hash either, and
   * what is no backup is no home; the end of a run is never refused for its text.
   */
  Set<String> expected(String kind) {
    String outcomes = expect == null ? null : expect.get(kind);
    if (outcomes == null && kind.equals("path")) {
      return expected("name");
    }
    if (outcomes == null && kind.equals("key")) {
      return expected("path");
    }
    return outcomes == null ? derived(kind) : Set.of(outcomes.split("\\|"));
  }

  private Set<String> derived(String kind) {
    return switch (kind) {
      case "cursor" -> expected("lookup").isEmpty() ? Set.of() : Set.of("INVALID_VALUE");
      case "hash" ->
          expected("lookup").isEmpty() ? Set.of() : Set.of("ABSENT", "NOT_FOUND", "INVALID_VALUE");
      case "home" -> expected("backup").isEmpty() ? Set.of() : Set.of("NOT_FOUND", "INVALID_VALUE");
      case "ending" -> expected("text").contains("KEPT") ? Set.of("KEPT") : Set.of();
      default -> Set.of();
    };
  }

  /** Returns the input as text, null if it is null. */
  @Nullable String asText() {
    if (utf16 != null) {
      // not by a charset: a decoder replaces what this is all about
      return ByteBuffer.wrap(Base64.getDecoder().decode(utf16)).asCharBuffer().toString();
    }
    return make == null ? Objects.requireNonNull(text) : Generators.text(make);
  }

  /** Returns the input as bytes. */
  byte[] asBytes() {
    if (base64 != null) {
      return Base64.getDecoder().decode(base64);
    }
    return make == null
        ? Objects.requireNonNull(text).getBytes(StandardCharsets.UTF_8)
        : Generators.bytes(make);
  }

  @Override
  public String toString() {
    return id + " (" + what + ")";
  }
}

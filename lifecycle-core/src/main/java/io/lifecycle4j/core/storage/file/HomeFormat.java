package io.lifecycle4j.core.storage.file;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.HomeFeature.Compatibility;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The content of {@code format.json}.
 *
 * @param format the number of the format
 * @param store the permanent id of the home
 * @param compatible features that an older library may ignore
 * @param readOnly features without which an older library must not write
 * @param incompatible features without which an older library must not read
 */
record HomeFormat(
    int format,
    String store,
    List<String> compatible,
    List<String> readOnly,
    List<String> incompatible) {
  /** The format that this library writes. */
  static final int NUMBER = 2;

  private static final String MARK = "\"crc32c\":\"";
  private static final String ZEROS = "00000000";

  /** Checks the components; an exception here makes the file a corrupt one. */
  HomeFormat {
    check(format >= NUMBER, "Invalid format: %s (must be at least %s)", format, NUMBER);
    store = UUID.fromString(store).toString();
    compatible = List.copyOf(compatible);
    readOnly = List.copyOf(readOnly);
    incompatible = List.copyOf(incompatible);
  }

  static HomeFormat first(UUID store, Collection<HomeFeature> features) {
    return new HomeFormat(NUMBER, store.toString(), List.of(), List.of(), List.of()).with(features);
  }

  HomeFormat with(Collection<HomeFeature> features) {
    return new HomeFormat(
        format,
        store,
        with(compatible, features, Compatibility.COMPATIBLE),
        with(readOnly, features, Compatibility.READ_ONLY),
        with(incompatible, features, Compatibility.INCOMPATIBLE));
  }

  private static List<String> with(
      List<String> names, Collection<HomeFeature> features, Compatibility compatibility) {
    TreeSet<String> all = new TreeSet<>(names);
    for (HomeFeature feature : features) {
      if (feature.compatibility() == compatibility) {
        all.add(feature.name());
      }
    }
    return List.copyOf(all);
  }

  List<HomeFeature> features() {
    List<HomeFeature> all = new ArrayList<>();
    compatible.forEach(name -> all.add(new HomeFeature(name, Compatibility.COMPATIBLE)));
    readOnly.forEach(name -> all.add(new HomeFeature(name, Compatibility.READ_ONLY)));
    incompatible.forEach(name -> all.add(new HomeFeature(name, Compatibility.INCOMPATIBLE)));
    return all;
  }

  /** Returns the features of a kind that are not among the known ones. */
  List<String> unknown(Compatibility compatibility, Collection<HomeFeature> known) {
    return features().stream()
        .filter(feature -> feature.compatibility() == compatibility && !known.contains(feature))
        .map(HomeFeature::name)
        .toList();
  }

  /** Returns the unknown features required to write, and so to copy; empty if none. */
  List<String> needs(Collection<HomeFeature> known) {
    List<String> needs = unknown(Compatibility.READ_ONLY, known);
    return needs.isEmpty() && format > NUMBER ? List.of("format " + format) : needs;
  }

  /** Returns the content of the file with the properties that only a newer library knows. */
  byte[] encode(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.putAll(properties(Json.PLAIN.write(this), "format"));
    all.put("crc32c", ZEROS);
    String text = Json.PLAIN.text(all);
    return text.replace(MARK + ZEROS, MARK + checksum(text)).getBytes(StandardCharsets.UTF_8);
  }

  /** Reads all properties of the file, also those that only a newer library knows. */
  @SuppressWarnings("unchecked") // the names of JSON properties are texts
  static Map<String, Object> properties(byte[] bytes, String file) {
    return Json.PLAIN.read(bytes, Map.class, file);
  }

  /** Reads the file; verifies its checksum before using its content. */
  static HomeFormat read(byte[] bytes, String file) {
    checkSealed(bytes, file);
    return Json.PLAIN.read(bytes, HomeFormat.class, file);
  }

  private static void checkSealed(byte[] bytes, String file) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1); // one character for each byte
    int at = text.indexOf(MARK) + MARK.length();
    if (at < MARK.length() || at + ZEROS.length() > text.length()) {
      throw new CorruptDataException("Cannot read " + file + ": it has no checksum");
    }
    if (!text.startsWith(checksum(text), at)) {
      throw new CorruptDataException("Cannot read " + file + ": its checksum does not fit");
    }
  }

  /**
   * Returns the CRC32C, in 8 hexadecimal digits, over the bytes of the file with zeros in place of
   * those digits. Over bytes, not over values: it must also cover properties of later versions.
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

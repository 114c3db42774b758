package io.lifecycle4j.core.json;

import io.lifecycle4j.error.InvalidDataException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value in a file that a person wrote, with its place in the file: a text, a list or keys with
 * values. Numbers, true, false and null are texts, too.
 *
 * @param place where it begins
 * @param text the characters of a text, without quotation marks; else null
 * @param quoted whether it is surely a text: in quotation marks, or a block of lines
 * @param items the items of a list; else null
 * @param entries the values by their keys, in the order of the file; else null
 * @param keys where each key begins
 */
public record PlacedValue(
    Place place,
    @Nullable String text,
    boolean quoted,
    @Nullable List<PlacedValue> items,
    @Nullable Map<String, PlacedValue> entries,
    Map<String, Place> keys) {
  static PlacedValue scalar(Place place, String text, boolean quoted) {
    return new PlacedValue(place, text, quoted, null, null, Map.of());
  }

  static PlacedValue list(Place place, List<PlacedValue> items) {
    return new PlacedValue(place, null, false, List.copyOf(items), null, Map.of());
  }

  static PlacedValue mapping(
      Place place, Map<String, PlacedValue> entries, Map<String, Place> keys) {
    return new PlacedValue(place, null, false, null, entries, keys);
  }

  /** Returns an exception that names the line and the column of the value, and a problem. */
  public InvalidDataException invalid(String problem, @Nullable Throwable cause) {
    return place.invalid(problem, cause);
  }

  /** Returns an exception that names the line and the column of a key, and a problem. */
  public InvalidDataException invalidKey(String key, String problem, @Nullable Throwable cause) {
    return Objects.requireNonNull(keys.get(key), key).invalid(problem, cause);
  }

  /** Returns how a message shows the value. */
  @Override
  public String toString() {
    if (text == null) {
      return items == null ? "keys with values" : "a list";
    }
    return quoted ? '"' + text + '"' : text.isEmpty() ? "empty" : text;
  }
}

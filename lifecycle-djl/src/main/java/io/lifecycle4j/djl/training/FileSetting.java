package io.lifecycle4j.djl.training;

import io.lifecycle4j.core.json.PlacedValue;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A value in a file of settings. Whatever is wrong with it is reported with its line and column.
 *
 * @param name its keys from the outermost, separated by dots
 * @param value the value
 */
record FileSetting(String name, PlacedValue value) {
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,19}");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]{1,3})?");

  private static final Pattern FLAG = Pattern.compile("true|false");

  /** What YAML and JSON write for no value. */
  private static final Pattern NOTHING = Pattern.compile("~|null|Null|NULL|");

  /** Does something with a value; what is invalid in its own words gets the place. */
  void apply(Consumer<? super FileSetting> use) {
    try {
      use.accept(this);
    } catch (InvalidValueException | InvalidNameException e) {
      throw value.invalid(name + ": " + e.getMessage(), e);
    }
  }

  int integer() {
    long number = whole();
    if (number != (int) number) {
      throw invalid("a whole number of at most " + Integer.MAX_VALUE);
    }
    return (int) number;
  }

  long whole() {
    if (is(WHOLE)) {
      try {
        return Long.parseLong(text());
      } catch (NumberFormatException e) {
        throw invalid("a whole number of at most " + Long.MAX_VALUE);
      }
    }
    throw invalid("a whole number");
  }

  double number() {
    if (is(NUMBER)) {
      return Double.parseDouble(text());
    }
    throw invalid("a number");
  }

  boolean flag() {
    if (is(FLAG)) {
      return Boolean.parseBoolean(text());
    }
    throw invalid("true or false");
  }

  private boolean is(Pattern pattern) {
    return value.text() != null && !value.quoted() && pattern.matcher(value.text()).matches();
  }

  String text() {
    if (value.text() == null || is(NOTHING)) {
      throw invalid("a text");
    }
    return value.text();
  }

  /** Returns one of several names; the exception for another one suggests the nearest. */
  String oneOf(Collection<String> names) {
    String text = text();
    if (!names.contains(text)) {
      throw value.invalid(name + " is " + text + " (" + meant(text, names) + ")", null);
    }
    return text;
  }

  boolean isText() {
    return value.text() != null;
  }

  boolean isList() {
    return value.items() != null;
  }

  /** Returns values by keys of any name. */
  Map<String, FileSetting> all() {
    return entries(value.keys().keySet());
  }

  /** Returns texts by keys of any name. */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    all().forEach((key, text) -> texts.put(key, text.text()));
    return texts;
  }

  List<FileSetting> items() {
    if (value.items() == null) {
      throw invalid("a list");
    }
    return value.items().stream().map(item -> new FileSetting(name, item)).toList();
  }

  /**
   * Returns values by their keys.
   *
   * @param known the keys that may be there
   */
  Map<String, FileSetting> entries(Collection<String> known) {
    if (value.entries() == null) {
      throw invalid("keys with values");
    }
    Map<String, FileSetting> settings = new LinkedHashMap<>();
    value
        .entries()
        .forEach(
            (key, inner) -> {
              if (!known.contains(key)) {
                String problem = "key " + inner(key) + " is unknown (" + meant(key, known) + ")";
                throw value.invalidKey(key, problem, null);
              }
              settings.put(key, new FileSetting(inner(key), inner));
            });
    return settings;
  }

  /** Returns the only key with its value. */
  Map.Entry<String, FileSetting> single(Collection<String> known) {
    Map<String, FileSetting> all = entries(known);
    if (all.size() != 1) {
      throw value.invalid(name + " has " + all.size() + " keys (must have one)", null);
    }
    return all.entrySet().iterator().next();
  }

  InvalidDataException invalid(String expected) {
    String what = name.isEmpty() ? "the file" : name;
    return value.invalid(what + " is " + value + " (must be " + expected + ")", null);
  }

  private String inner(String key) {
    return name.isEmpty() ? key : name + "." + key;
  }

  private static String meant(String text, Collection<String> known) {
    return SimilarNames.find(text, known)
            .or(() -> SimilarNames.findPart(text, known))
            .map(it -> "did you mean " + it + "? ")
            .orElse("")
        + "there are "
        + String.join(", ", new TreeSet<>(known));
  }
}

package io.lifecycle4j.core.json;

import io.lifecycle4j.error.InvalidDataException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * Reads a YAML file that a person wrote.
 *
 * <p>Only the events of the parser are used, so that nothing is resolved to a type: {@code no} is a
 * text. Tags, anchors and aliases are rejected, and so is a key that is there twice.
 */
final class YamlValues {
  /** The greatest depth of lists and mappings. */
  static final int MAX_DEPTH = 32;

  private final String what;
  private final Iterator<Event> events;

  private YamlValues(String what, Iterator<Event> events) {
    this.what = what;
    this.events = events;
  }

  /**
   * Reads a file.
   *
   * @param what the name of the file, for messages
   * @return its value; empty if it has comments alone
   * @throws InvalidDataException if it is invalid; the message names the place
   */
  static Optional<PlacedValue> read(String what, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Json.MAX_TEXT);
    try {
      return new YamlValues(what, new Yaml(options).parse(new StringReader(text)).iterator())
          .document();
    } catch (MarkedYAMLException e) {
      throw place(what, e.getProblemMark()).invalid("it is not YAML: " + e.getProblem(), e);
    } catch (YAMLException e) {
      throw new InvalidDataException("Cannot read " + what + ": it is not YAML", e);
    }
  }

  private Optional<PlacedValue> document() {
    events.next(); // the start of the stream
    if (!(events.next() instanceof DocumentStartEvent)) {
      return Optional.empty(); // only comments
    }
    PlacedValue value = value("the document", events.next(), 0);
    while (events.hasNext()) {
      Event next = events.next();
      if (next instanceof DocumentStartEvent) {
        throw place(next).invalid("a second document follows", null);
      }
    }
    return Optional.of(value);
  }

  private PlacedValue value(String name, Event event, int depth) {
    Place place = place(event);
    checkPlain(name, event);
    if (depth > MAX_DEPTH) {
      throw place.invalid(name + " is nested too deeply (at most " + MAX_DEPTH + " levels)", null);
    }
    if (event instanceof SequenceStartEvent) {
      List<PlacedValue> items = new ArrayList<>();
      for (Event item = events.next(); !(item instanceof SequenceEndEvent); item = events.next()) {
        items.add(value("an item of " + name, item, depth + 1));
      }
      return PlacedValue.list(place, items);
    }
    if (event instanceof MappingStartEvent) {
      return entries(name, place, depth);
    }
    boolean quoted =
        event instanceof ScalarEvent scalar && scalar.getScalarStyle() != ScalarStyle.PLAIN;
    return PlacedValue.scalar(place, text(name, event), quoted);
  }

  private PlacedValue entries(String name, Place place, int depth) {
    String inner = depth == 0 ? "" : name + ".";
    Map<String, PlacedValue> values = new LinkedHashMap<>();
    Map<String, Place> keys = new HashMap<>();
    for (Event next = events.next(); !(next instanceof MappingEndEvent); next = events.next()) {
      String of = depth == 0 ? "a key" : "a key of " + name;
      checkPlain(of, next);
      String key = text(of, next);
      Place first = keys.putIfAbsent(key, place(next));
      if (first != null) {
        throw place(next).twice(inner + key, first);
      }
      values.put(key, value(inner + key, events.next(), depth + 1));
    }
    return PlacedValue.mapping(place, values, keys);
  }

  private String text(String name, Event event) {
    if (!(event instanceof ScalarEvent scalar)) {
      throw place(event).invalid(name + " must be a text", null);
    }
    String text = scalar.getValue();
    if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
      throw place(event).invalid(name + " has half of a surrogate pair", null);
    }
    return text;
  }

  private void checkPlain(String name, Event event) {
    boolean tagged =
        (event instanceof ScalarEvent scalar && isTag(scalar.getTag()))
            || (event instanceof MappingStartEvent mapping && isTag(mapping.getTag()))
            || (event instanceof SequenceStartEvent sequence && isTag(sequence.getTag()));
    if (tagged || (event instanceof NodeEvent node && node.getAnchor() != null)) {
      throw place(event).invalid(name + " has a tag, an anchor or an alias (must have none)", null);
    }
  }

  /** A text in quotes has the tag {@code !} for a reader that resolves types. */
  private static boolean isTag(@Nullable String tag) {
    return tag != null && !tag.equals("!");
  }

  private Place place(Event event) {
    return place(what, event.getStartMark());
  }

  private static Place place(String what, @Nullable Mark mark) {
    return mark == null
        ? new Place(what, 1, 1)
        : new Place(what, mark.getLine() + 1, mark.getColumn() + 1);
  }
}

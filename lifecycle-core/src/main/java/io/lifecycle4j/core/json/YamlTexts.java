package io.lifecycle4j.core.json;

import io.lifecycle4j.error.InvalidDataException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
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
 * Reads a YAML file that a person wrote: a mapping of texts, lists of texts and mappings of texts.
 *
 * <p>Only the events of the parser are used, so that nothing is resolved to a type: {@code no} is a
 * text. Tags, anchors and aliases are rejected, and so is a key that is there twice.
 */
public final class YamlTexts {
  /** The longest file, in bytes. */
  public static final int MAX_BYTES = Json.MAX_TEXT;

  private final String what;
  private final Iterator<Event> events;

  private YamlTexts(String what, Iterator<Event> events) {
    this.what = what;
    this.events = events;
  }

  /**
   * A key with its value.
   *
   * @param line the line of the key, from 1
   * @param text the value if it is a text
   * @param items the value if it is a list
   * @param entries the value if it is a mapping
   */
  public record Field(
      String key,
      int line,
      @Nullable String text,
      List<String> items,
      Map<String, String> entries) {}

  /**
   * Reads a file.
   *
   * @param what the name of the file, for messages
   * @return its fields, in their order
   * @throws InvalidDataException if it is anything else; the message names the line and the key
   */
  public static List<Field> read(String what, byte[] bytes) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new YamlTexts(what, new Yaml(options).parse(new StringReader(text)).iterator()).read();
    } catch (CharacterCodingException e) {
      throw new InvalidDataException("Cannot read " + what + ": it is not UTF-8", e);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw invalid(what, line, "it is not YAML: " + e.getProblem(), e);
    } catch (YAMLException e) {
      throw new InvalidDataException("Cannot read " + what + ": it is not YAML", e);
    }
  }

  /**
   * Says what is wrong with a file.
   *
   * @param line the line, from 1
   */
  public static InvalidDataException invalid(
      String what, int line, @Nullable String problem, @Nullable Exception cause) {
    return new InvalidDataException(
        "Cannot read " + what + ": line " + line + ": " + problem, cause);
  }

  private List<Field> read() {
    List<Field> fields = new ArrayList<>();
    Event first = events.next(); // the start of the stream
    while (!(first instanceof MappingStartEvent) && events.hasNext()) {
      if (first instanceof ScalarEvent || first instanceof SequenceStartEvent) {
        throw unexpected(first, "it must be keys with values");
      }
      first = events.next();
    }
    if (!events.hasNext()) {
      return fields; // only comments
    }
    checkPlain("the document", first);
    Map<String, Integer> lines = new LinkedHashMap<>();
    for (Event key = events.next(); !(key instanceof MappingEndEvent); key = events.next()) {
      String name = text("a key", key);
      if (lines.putIfAbsent(name, line(key)) != null) {
        throw unexpected(key, name + " is there twice (first in line " + lines.get(name) + ")");
      }
      fields.add(field(name, line(key)));
    }
    while (events.hasNext()) {
      Event next = events.next();
      if (next instanceof DocumentStartEvent) {
        throw unexpected(next, "a second document follows");
      }
    }
    return fields;
  }

  private Field field(String key, int line) {
    Event value = events.next();
    if (value instanceof SequenceStartEvent) {
      checkPlain(key, value);
      List<String> items = new ArrayList<>();
      for (Event item = events.next(); !(item instanceof SequenceEndEvent); item = events.next()) {
        items.add(text("an item of " + key, item));
      }
      return new Field(key, line, null, items, Map.of());
    }
    if (value instanceof MappingStartEvent) {
      checkPlain(key, value);
      Map<String, String> entries = new LinkedHashMap<>();
      for (Event name = events.next(); !(name instanceof MappingEndEvent); name = events.next()) {
        String inner = text("a key of " + key, name);
        if (entries.put(inner, text(key + "." + inner, events.next())) != null) {
          throw unexpected(name, key + "." + inner + " is there twice");
        }
      }
      return new Field(key, line, null, List.of(), entries);
    }
    return new Field(key, line, text(key, value), List.of(), Map.of());
  }

  private String text(String name, Event event) {
    checkPlain(name, event);
    if (!(event instanceof ScalarEvent scalar)) {
      throw unexpected(event, name + " must be a text");
    }
    String text = scalar.getValue();
    if (text.isBlank()) {
      throw unexpected(event, name + " has no text");
    }
    if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
      throw unexpected(event, name + " has half of a surrogate pair");
    }
    return text;
  }

  private void checkPlain(String name, Event event) {
    boolean tagged =
        (event instanceof ScalarEvent scalar && isTag(scalar.getTag()))
            || (event instanceof MappingStartEvent mapping && isTag(mapping.getTag()))
            || (event instanceof SequenceStartEvent sequence && isTag(sequence.getTag()));
    if (tagged || (event instanceof NodeEvent node && node.getAnchor() != null)) {
      throw unexpected(event, name + " has a tag, an anchor or an alias (must have none)");
    }
  }

  /** A text in quotes has the tag {@code !} for a reader that resolves types. */
  private static boolean isTag(@Nullable String tag) {
    return tag != null && !tag.equals("!");
  }

  private static int line(Event event) {
    return event.getStartMark().getLine() + 1;
  }

  private InvalidDataException unexpected(Event event, String problem) {
    return invalid(what, line(event), problem, null);
  }
}

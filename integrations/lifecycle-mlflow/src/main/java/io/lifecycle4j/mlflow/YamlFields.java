package io.lifecycle4j.mlflow;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * The raw values of a YAML mapping and of its nested mappings.
 *
 * <p>Values are not resolved to types, because {@code 1e3} may be a name: the caller knows the
 * type. Tags and aliases are ignored, so that a document cannot create objects or expand. If a
 * place cannot be read or is nested too deeply, the values before it are returned. Immutable.
 */
final class YamlFields {
  /** The longest document, in bytes. */
  static final int MAX_DOCUMENT = 1 << 25;

  /** The deepest nesting: the time of the parser for a token grows with it. */
  private static final int MAX_DEPTH = 50;

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> mappings = new LinkedHashMap<>();
  private @Nullable Problem problem;

  private YamlFields() {}

  /**
   * A place where a document cannot be read.
   *
   * @param line the line, from 1; 0 if unknown
   * @param what a description of the problem
   */
  record Problem(long line, String what) {}

  /**
   * Parses a document.
   *
   * @param bytes the document in UTF-8
   * @return the fields
   */
  static YamlFields read(byte[] bytes) {
    YamlFields fields = new YamlFields();
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_DOCUMENT);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      fields.read(new Yaml(options).parse(new StringReader(text)).iterator());
    } catch (CharacterCodingException e) {
      fields.problem = new Problem(0, "it is not UTF-8");
    } catch (MarkedYAMLException e) {
      long line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1L;
      String what = (e instanceof UnexpectedException ? "" : "it is not YAML: ") + e.getProblem();
      fields.problem = new Problem(line, what);
    } catch (YAMLException e) {
      fields.problem = new Problem(0, "it is not YAML");
    }
    return fields;
  }

  private void read(Iterator<Event> events) {
    Event event = events.next();
    while (!(event instanceof MappingStartEvent)) {
      if (event instanceof ScalarEvent || event instanceof CollectionStartEvent) {
        throw unexpected(event, "it must be a mapping");
      }
      if (!events.hasNext()) {
        return; // Only comments.
      }
      event = events.next();
    }
    mapping(events, texts, true);
    while (events.hasNext()) {
      event = events.next();
      if (event instanceof DocumentStartEvent) {
        throw unexpected(event, "a second document follows");
      }
    }
  }

  /** Reads a mapping up to its end; deeper mappings are skipped. */
  private void mapping(Iterator<Event> events, Map<String, String> into, boolean top) {
    Set<String> keys = new HashSet<>();
    for (Event key = events.next(); !(key instanceof MappingEndEvent); key = events.next()) {
      if (!(key instanceof ScalarEvent name)) {
        throw unexpected(key, "a key must be a text");
      }
      if (!keys.add(name.getValue())) {
        throw unexpected(key, "a key is there twice");
      }
      Event value = events.next();
      if (value instanceof ScalarEvent text) {
        put(name, text, into);
      } else if (value instanceof MappingStartEvent && top) {
        Map<String, String> inner = new LinkedHashMap<>();
        mappings.put(name.getValue(), inner);
        mapping(events, inner, false);
      } else {
        passOver(value, events);
      }
    }
  }

  private static void put(ScalarEvent key, ScalarEvent value, Map<String, String> into) {
    String both = key.getValue() + " " + value.getValue();
    if (both.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
      throw unexpected(value, "a text has half of a surrogate pair");
    }
    if (value.getScalarStyle() != ScalarStyle.PLAIN || !NULLS.contains(value.getValue())) {
      into.put(key.getValue(), value.getValue());
    }
  }

  private static void passOver(Event first, Iterator<Event> events) {
    Event event = first;
    int depth = 0;
    do {
      if (event instanceof AliasEvent) {
        throw unexpected(event, "aliases are not allowed");
      }
      depth += event instanceof CollectionStartEvent ? 1 : 0;
      depth -= event instanceof CollectionEndEvent ? 1 : 0;
      if (depth > MAX_DEPTH) {
        throw unexpected(event, "it is nested in more than " + MAX_DEPTH + " levels");
      }
      event = depth > 0 ? events.next() : event;
    } while (depth > 0);
  }

  private static YAMLException unexpected(Event event, String what) {
    return new UnexpectedException(what, event);
  }

  private static final class UnexpectedException extends MarkedYAMLException {
    private static final long serialVersionUID = 1L;

    UnexpectedException(String what, Event event) {
      super(null, null, what, event.getStartMark());
    }
  }

  /**
   * Returns a raw value.
   *
   * @param key the key
   * @return the value, or empty if it is missing or null
   */
  Optional<String> text(String key) {
    return Optional.ofNullable(texts.get(key));
  }

  /**
   * Returns the values of a mapping.
   *
   * @param key the key
   * @return values by key, in order, or empty if there is no such mapping
   */
  Optional<Map<String, String>> mapping(String key) {
    return Optional.ofNullable(mappings.get(key)).map(Collections::unmodifiableMap);
  }

  /**
   * Returns where the document cannot be read.
   *
   * @return the place, or empty if the whole document was read
   */
  Optional<Problem> problem() {
    return Optional.ofNullable(problem);
  }
}

package io.lifecycle4j.djl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lifecycle4j.core.json.PlacedValue;
import io.lifecycle4j.core.json.WrittenFile;
import io.lifecycle4j.error.InvalidDataException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema, the reader and the builder of a trainer have the same keys and bounds. */
class TrainerSchemaTest {
  /** What only code can give, and what is no setting. */
  private static final Set<String> NO_KEYS =
      Set.of("block", "pretrained", "startFrom", "loss", "read", "build");

  @TempDir Path directory;

  private static Map<String, PlacedValue> schema() {
    URL resource =
        Objects.requireNonNull(TrainerFile.class.getResource("trainer.schema.json"), "the schema");
    try {
      return entries(WrittenFile.read(Path.of(resource.toURI())).value().orElseThrow());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, PlacedValue> entries(PlacedValue value) {
    return new TreeMap<>(Objects.requireNonNull(value.entries()));
  }

  private static Map<String, PlacedValue> properties(Map<String, PlacedValue> schema) {
    PlacedValue properties = schema.get("properties");
    return properties == null ? Map.of() : entries(properties);
  }

  private static PlacedValue of(Map<String, PlacedValue> schema, String key) {
    return Objects.requireNonNull(schema.get(key), key);
  }

  private static String text(PlacedValue value) {
    return Objects.requireNonNull(value.text());
  }

  private static List<String> texts(PlacedValue value) {
    return value.items() == null
        ? List.of(text(value))
        : value.items().stream().map(TrainerSchemaTest::text).toList();
  }

  /** Returns why the reader rejects a file; empty if it does not. */
  private String problem(String text) {
    Path file = directory.resolve("a.yaml");
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Throwable thrown = catchThrowable(() -> DjlTrainer.builder().read(file));
    if (thrown == null) {
      return "";
    }
    assertThat(thrown).as(text).isInstanceOf(InvalidDataException.class);
    return String.valueOf(thrown.getMessage());
  }

  @Test
  void hasTheKeysOfTheReader() {
    Map<String, PlacedValue> all = properties(schema());
    assertThat(all.keySet()).isEqualTo(new TreeSet<>(TrainerFile.KEYS.keySet()));
    all.forEach((key, value) -> compareKeys(key, "", entries(value)));
  }

  /** Compares the keys of a value with those that the message for an unknown one names. */
  private void compareKeys(String key, String open, Map<String, PlacedValue> schema) {
    Map<String, PlacedValue> inner = properties(schema);
    if (inner.isEmpty()) {
      return;
    }
    assertThat(text(of(schema, "additionalProperties"))).as(key).isEqualTo("false");
    String file = open + key + ": {zzzz: 1" + "}".repeat(1 + depth(open));
    Matcher known = Pattern.compile("there are ([^)]*)\\)").matcher(problem(file));
    assertThat(known.find()).as(file).isTrue();
    assertThat(Set.of(known.group(1).split(", "))).as(file).isEqualTo(inner.keySet());
    inner.forEach((name, value) -> compareKeys(name, open + key + ": {", entries(value)));
  }

  private static int depth(String open) {
    return (int) open.chars().filter(c -> c == '{').count();
  }

  @Test
  void hasTheMethodsOfTheBuilder() {
    Set<String> methods =
        Arrays.stream(DjlTrainerBuilder.class.getMethods())
            .filter(method -> !method.getDeclaringClass().equals(Object.class))
            .map(Method::getName)
            .filter(name -> !NO_KEYS.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(new TreeSet<>(TrainerFile.KEYS.keySet())).isEqualTo(methods);
  }

  @Test
  void hasTheBoundsOfTheReader() {
    compareBounds("", schema());
  }

  /** Reads the bounds of each value, and values beside them. */
  private void compareBounds(String open, Map<String, PlacedValue> schema) {
    List<String> needed =
        schema.containsKey("required") ? texts(of(schema, "required")) : List.of();
    properties(schema)
        .forEach(
            (key, value) -> {
              Map<String, PlacedValue> inner = entries(value);
              String others =
                  needed.stream()
                      .filter(name -> !name.equals(key))
                      .map(name -> name + ": 1, ")
                      .collect(Collectors.joining());
              String start = open + others + key + ": ";
              compareValues(start, inner);
              compareBounds(start + "{", inner);
            });
  }

  private void compareValues(String start, Map<String, PlacedValue> schema) {
    bound(start, schema, "minimum", -1, true);
    bound(start, schema, "exclusiveMinimum", -1, false);
    bound(start, schema, "maximum", 1, true);
    bound(start, schema, "exclusiveMaximum", 1, false);
    if (schema.containsKey("enum")) {
      texts(of(schema, "enum")).forEach(text -> accepted(start + text));
      rejected(start + "zzzz");
    }
    if (schema.containsKey("type")) {
      List<String> types = texts(of(schema, "type"));
      if (!types.contains("array")) {
        rejected(start + "[1]");
      }
      if (!types.contains("object")) {
        rejected(start + "{a: 1}");
      }
      if (!types.contains("string")) {
        rejected(start + "'1'");
      }
      if (types.contains("integer")) {
        rejected(start + "1.5");
      }
    }
  }

  private void bound(
      String start, Map<String, PlacedValue> schema, String name, int beyond, boolean included) {
    PlacedValue value = schema.get(name);
    if (value == null) {
      return;
    }
    BigDecimal bound = new BigDecimal(text(value));
    if (included) {
      accepted(start + bound.toPlainString());
    } else {
      rejected(start + bound.toPlainString());
    }
    rejected(start + bound.add(BigDecimal.valueOf(beyond)).toPlainString());
  }

  private void accepted(String text) {
    assertThat(problem(closed(text))).as(text).isEmpty();
  }

  private void rejected(String text) {
    assertThat(problem(closed(text))).as(text).isNotEmpty();
  }

  private static String closed(String text) {
    return text + "}".repeat(depth(text) - (int) text.chars().filter(c -> c == '}').count());
  }
}

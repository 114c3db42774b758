package io.lifecycle4j.core.model.network;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.error.InvalidValueException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Parses layers from a line of text: {@code conv(8,5,padding=2) relu maxPool(2) flatten}. */
final class LayerText {
  private static final Pattern LAYER =
      Pattern.compile("([A-Za-z0-9]+)(?:\\((.*)\\))?", Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]*)?([eE]-?[0-9]{1,3})?");
  static final int MAX_LAYERS = 1_000;

  /** The most layers in layers. */
  private static final int MAX_DEPTH = 16;

  private LayerText() {}

  static String print(List<Layer> layers) {
    checkCount(layers.size());
    return layers.stream().map(Layer::text).collect(Collectors.joining(" "));
  }

  static List<Layer> parse(String text) {
    return parse(text, 0);
  }

  private static List<Layer> parse(String text, int depth) {
    List<Layer> layers = new ArrayList<>();
    for (String word : words(text)) {
      layers.add(layer(word, depth));
      checkCount(layers.size());
    }
    return List.copyOf(layers);
  }

  static void checkCount(int layers) {
    check(
        layers <= MAX_LAYERS,
        "Invalid network: more than %s layers (at most %s)",
        MAX_LAYERS,
        MAX_LAYERS);
  }

  /**
   * Parses a layer.
   *
   * @param depth in how many layers it is
   */
  static Layer layer(String word, int depth) {
    Matcher matcher = LAYER.matcher(word);
    check(
        matcher.matches(),
        "Invalid layer: '%s' (must be such as relu, dense(64) or branch(\"image\", …); blanks"
            + " separate layers)",
        word);
    LayerKind kind = LayerKinds.find(matcher.group(1));
    if (kind == null) {
      throw unknown(word, matcher.group(1));
    }
    String settings = matcher.group(2);
    if (kind instanceof ResidualKind || kind instanceof ConcatKind) {
      check(
          settings != null && !settings.isBlank() && depth < MAX_DEPTH,
          "Invalid layer: '%s' (must be %s, such as residual(dense(8) relu) or concat(dense(8),"
              + " dense(4) relu), at most %s in each other)",
          word,
          kind.form(),
          MAX_DEPTH);
      return kind instanceof ResidualKind
          ? Layer.residual(parse(settings, depth + 1))
          : Layer.concat(ways(settings, depth + 1));
    }
    return layer(word, kind, settings == null ? new String[0] : settings.split(",", -1));
  }

  private static List<List<Layer>> ways(String text, int depth) {
    List<List<Layer>> ways = new ArrayList<>();
    for (String way : split(text, c -> c == ',')) {
      ways.add(parse(way, depth));
      checkCount(ways.size());
    }
    return ways;
  }

  /** Parses settings: those without default in their order or by name, the others by name. */
  private static Layer layer(String word, LayerKind kind, String[] parts) {
    Map<String, Number> values = new HashMap<>();
    boolean byName = false;
    for (int i = 0; i < parts.length; i++) {
      String[] both = parts[i].split("=", 2);
      byName |= both.length == 2;
      Setting setting = setting(kind, byName ? both[0].strip() : "", i);
      if (setting == null
          || both.length == 2 != byName
          || values.put(setting.name(), number(word, kind, setting, both[both.length - 1]))
              != null) {
        throw invalid(word, kind, null);
      }
    }
    List<Number> required = new ArrayList<>();
    for (Setting setting : kind.settings()) {
      if (setting.otherwise() == null) {
        Number value = values.remove(setting.name());
        if (value == null) {
          throw invalid(word, kind, null);
        }
        required.add(value);
      }
    }
    Layer layer = Layer.of(kind.name(), required.toArray(Number[]::new));
    for (Map.Entry<String, Number> value : values.entrySet()) {
      layer = layer.with(value.getKey(), value.getValue());
    }
    return layer;
  }

  /** Finds a setting by its name, or one without default by its place. */
  private static @Nullable Setting setting(LayerKind kind, String name, int place) {
    List<Setting> settings = kind.settings();
    if (!name.isEmpty()) {
      return settings.stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
    }
    return place < settings.size() && settings.get(place).otherwise() == null
        ? settings.get(place)
        : null;
  }

  private static Number number(String word, LayerKind kind, Setting setting, String text) {
    String number = text.strip();
    try {
      if (setting.whole()) {
        return Integer.parseInt(number);
      }
      if (NUMBER.matcher(number).matches()) {
        return Double.parseDouble(number);
      }
    } catch (NumberFormatException e) {
      throw invalid(word, kind, e);
    }
    throw invalid(word, kind, null);
  }

  private static InvalidValueException invalid(
      String word, LayerKind kind, @Nullable Exception cause) {
    return new InvalidValueException(
        "Invalid layer: '" + word + "' (must be " + kind.form() + ")", cause);
  }

  private static InvalidValueException unknown(String word, String name) {
    String meant =
        SimilarNames.find(name, LayerKinds.names())
            .map(LayerKinds::named)
            .map(kind -> "did you mean " + kind.form() + "? ")
            .orElse("");
    return new InvalidValueException(
        "Invalid layer: '"
            + word
            + "' ("
            + meant
            + "must be one of "
            + String.join(", ", LayerKinds.names())
            + ")");
  }

  /** Splits at blanks that are in neither parentheses nor quotation marks. */
  static List<String> words(String text) {
    return split(text, Character::isWhitespace).stream().filter(word -> !word.isEmpty()).toList();
  }

  private static List<String> split(String text, IntPredicate separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      depth += quoted ? 0 : nesting(c);
      if (depth <= 0 && !quoted && separator.test(c)) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static int nesting(char c) {
    return c == '(' ? 1 : c == ')' ? -1 : 0;
  }
}

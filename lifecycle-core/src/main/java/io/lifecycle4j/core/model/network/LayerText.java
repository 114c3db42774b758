package io.lifecycle4j.core.model.network;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.error.InvalidValueException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Parses layers from a line of text: {@code conv(8,5) relu maxPool(2) flatten dense(64)}. */
final class LayerText {
  private static final Pattern LAYER = Pattern.compile("([A-Za-z]+)(?:\\(([0-9.,E-]*)\\))?");
  static final int MAX_LAYERS = 1_000;

  private LayerText() {}

  static String print(List<Layer> layers) {
    checkCount(layers.size());
    return layers.stream().map(Layer::text).collect(Collectors.joining(" "));
  }

  static List<Layer> parse(String text) {
    List<Layer> layers = new ArrayList<>();
    for (String word : text.isBlank() ? new String[0] : text.strip().split("\\s+")) {
      layers.add(layer(word));
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

  static Layer layer(String word) {
    Matcher matcher = LAYER.matcher(word);
    check(
        matcher.matches(),
        "Invalid layer: '%s' (must be such as relu, dense(64) or branch(\"image\", …); blanks"
            + " separate layers)",
        word);
    String kind = matcher.group(1);
    String settings = matcher.group(2);
    if (settings == null) {
      return plain(word);
    }
    String[] numbers = settings.split(",", -1);
    return switch (kind + "/" + numbers.length) {
      case "conv/2" -> Layer.conv(integer(word, numbers[0]), integer(word, numbers[1]));
      case "maxPool/1" -> Layer.maxPool(integer(word, numbers[0]));
      case "dense/1" -> Layer.dense(integer(word, numbers[0]));
      case "embedding/2" -> Layer.embedding(integer(word, numbers[0]), integer(word, numbers[1]));
      case "dropout/1" -> Layer.dropout(number(word, numbers[0]));
      default -> throw unknown(word, null);
    };
  }

  private static Layer plain(String word) {
    return Arrays.stream(Layer.Plain.values())
        .filter(layer -> layer.text().equals(word))
        .findFirst()
        .orElseThrow(() -> unknown(word, null));
  }

  private static int integer(String word, String number) {
    try {
      return Integer.parseInt(number);
    } catch (NumberFormatException e) {
      throw unknown(word, e);
    }
  }

  private static double number(String word, String number) {
    try {
      return Double.parseDouble(number);
    } catch (NumberFormatException e) {
      throw unknown(word, e);
    }
  }

  private static InvalidValueException unknown(String word, @Nullable Exception cause) {
    return new InvalidValueException(
        "Invalid layer: '"
            + word
            + "' (must be conv(filters,kernel), maxPool(size), dense(units),"
            + " embedding(entries,width), dropout(rate), relu, tanh, sigmoid, batchNorm, flatten or"
            + " mean)",
        cause);
  }
}

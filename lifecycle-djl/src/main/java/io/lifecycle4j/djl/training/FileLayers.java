package io.lifecycle4j.djl.training;

import io.lifecycle4j.core.model.network.Layer;
import io.lifecycle4j.djl.model.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The layers of a network in a file: a text, or a list of texts and of layers with their settings
 * by name, such as {@code conv: {filters: 32, kernel: 3}}, {@code dense: 64} or {@code residual:
 * […]} or {@code concat: [[…], […]]}.
 */
final class FileLayers {
  private static final String BRANCH = "branch";
  private static final String CONCAT = "concat";

  private FileLayers() {}

  /** Returns layers as {@link Network#parse} reads them; each item of a list is checked. */
  static String text(FileSetting value) {
    return value.isText()
        ? value.text()
        : String.join(" ", words(value, FileLayers::layer)).strip();
  }

  /** Returns the ways of a concatenation, each a text or a list. */
  private static String ways(FileSetting value) {
    return String.join(", ", words(value, FileLayers::text)).strip();
  }

  private static List<String> words(FileSetting value, Function<FileSetting, String> read) {
    List<String> words = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    for (FileSetting item : value.items()) {
      // YAML divides [conv(8, 5), relu] at the comma in the parentheses, too.
      open.append(open.length() == 0 ? "" : ",")
          .append(item.isText() ? item.text() : read.apply(item));
      if (parentheses(open) <= 0) {
        String word = open.toString();
        item.apply(here -> check(word));
        words.add(word);
        open.setLength(0);
      }
    }
    if (open.length() > 0) {
      words.add(open.toString());
    }
    return words;
  }

  private static long parentheses(CharSequence text) {
    return text.chars().map(c -> c == '(' ? 1 : c == ')' ? -1 : 0).sum();
  }

  /** Throws if a word is no layer; branches are checked when all of them are known. */
  private static void check(String word) {
    if (!word.startsWith(BRANCH) && !word.equals(CONCAT)) {
      Network.parse(word);
    }
  }

  /** Returns the text of a layer that has its settings by name. */
  private static String layer(FileSetting item) {
    Set<String> kinds = new TreeSet<>(Layer.kinds());
    kinds.add(BRANCH);
    Map.Entry<String, FileSetting> layer = item.single(kinds);
    String kind = layer.getKey();
    FileSetting value = layer.getValue();
    if (kind.equals(BRANCH)) {
      return branch(value);
    }
    if (value.isText()) {
      return kind + "(" + value.text() + ")";
    }
    if (value.isList()) {
      return kind + "(" + (kind.equals(CONCAT) ? ways(value) : text(value)) + ")";
    }
    return value.texts().entrySet().stream()
        .map(setting -> setting.getKey() + "=" + setting.getValue())
        .collect(Collectors.joining(",", kind + "(", ")"));
  }

  private static String branch(FileSetting value) {
    Map<String, FileSetting> parts = value.entries(Set.of("input", "layers"));
    FileSetting input = parts.get("input");
    FileSetting layers = parts.get("layers");
    if (input == null) {
      throw value.invalid("an input, and layers unless there are none");
    }
    String inner = layers == null ? "" : ", " + text(layers);
    return BRANCH + "(\"" + input.text() + "\"" + inner + ")";
  }
}

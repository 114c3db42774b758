package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.Preconditions.number;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names the numbers of a preprocessed row. */
final class NumberNames {
  private NumberNames() {}

  static List<String> of(FittedPreprocessing fitted, Map<String, Integer> widths) {
    Set<String> hidden = hidden(fitted);
    Map<String, FittedStep.Encode> encoded = new HashMap<>();
    for (FittedStep step : fitted.steps()) {
      if (step instanceof FittedStep.Encode encode && !hidden.contains(encode.column())) {
        encoded.put(encode.column(), encode);
      }
    }
    List<String> names = new ArrayList<>();
    widths.forEach(
        (column, width) -> {
          boolean texts = fitted.input().find(column).isPresent() && isText(fitted.input(), column);
          add(column, width, encoded.get(column), texts, names);
        });
    return List.copyOf(names);
  }

  private static boolean isText(Schema input, String column) {
    return input.column(input.indexOf(column)).type().isText();
  }

  /**
   * Returns the text of a category; in a column of numbers it is stored as {@link
   * Double#toString(double)}.
   */
  private static String shown(String category, boolean text) {
    try {
      return text ? category : number(Double.parseDouble(category));
    } catch (NumberFormatException e) {
      return category; // Possible only in steps that were not fitted.
    }
  }

  private static void add(
      String column,
      int width,
      FittedStep.@Nullable Encode encode,
      boolean texts,
      List<String> names) {
    for (int i = 0; i < width; i++) {
      if (encode != null) {
        List<String> categories = encode.categories();
        names.add(
            column + "=" + (i < categories.size() ? shown(categories.get(i), texts) : "(unknown)"));
      } else {
        names.add(width == 1 ? column : column + "[" + i + "]");
      }
    }
  }

  /** Returns the private columns and those derived from them. */
  private static Set<String> hidden(FittedPreprocessing fitted) {
    Set<String> hidden = new HashSet<>();
    fitted.input().columns().stream()
        .filter(Column::isPrivate)
        .forEach(column -> hidden.add(column.name()));
    for (FittedStep step : fitted.steps()) {
      if (step instanceof FittedStep.Lagged lagged && hidden.contains(lagged.of())) {
        hidden.add(lagged.column());
      } else if (step instanceof FittedStep.Parts parts && hidden.contains(step.column())) {
        parts.parts().forEach(part -> hidden.add(part.of(step.column())));
      }
    }
    return hidden;
  }
}

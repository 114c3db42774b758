package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.schema.Row;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes 1 at the place of a text and 0 at the others; an unknown text is 0 everywhere. */
final class TextWriter implements CellWriter {
  private final int place;
  private final int width;
  private final Map<String, Integer> texts = new HashMap<>();

  TextWriter(String column, int place, List<FittedStep> steps) {
    check(
        steps.size() == 1 && steps.get(0) instanceof FittedStep.Encode,
        "Invalid preprocessing: steps %s on column %s, which is text (must be one oneHot)",
        steps,
        column);
    this.place = place;
    List<String> categories = ((FittedStep.Encode) steps.get(0)).categories();
    this.width = categories.size();
    for (int i = 0; i < width; i++) {
      check(
          texts.put(categories.get(i), i) == null,
          "Invalid preprocessing: text '%s' of column %s twice",
          categories.get(i),
          column);
    }
  }

  @Override
  public void write(Row row, FloatBuffer target) {
    Integer one = texts.get(row.text(place));
    for (int i = 0; i < width; i++) {
      target.put(0);
    }
    if (one != null) {
      target.put(target.position() - width + one, 1);
    }
  }
}

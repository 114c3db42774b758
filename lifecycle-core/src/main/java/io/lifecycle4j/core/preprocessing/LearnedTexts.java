package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Row;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The texts of a column, sorted; a missing one is none of them. */
final class LearnedTexts implements Learned {
  /** A column with more texts is an identifier, which one number for each cannot describe. */
  private static final int MAX_TEXTS = 10_000;

  private final String column;
  private final int place;
  private final Set<String> texts = new TreeSet<>();

  LearnedTexts(String column, int place) {
    this.column = column;
    this.place = place;
  }

  @Override
  public void add(Row row) {
    String text = row.text(place);
    if (!text.isEmpty() && texts.add(text)) {
      check(
          texts.size() <= MAX_TEXTS,
          "Invalid preprocessing: column %s has more than %s texts (oneHot is for few)",
          column,
          MAX_TEXTS);
    }
  }

  @Override
  public FittedStep fit(Step step) {
    check(
        !texts.isEmpty(),
        "Invalid preprocessing: column %s is empty in all training rows (oneHot needs texts)",
        column);
    return new FittedStep.Encode(column, List.copyOf(texts));
  }
}

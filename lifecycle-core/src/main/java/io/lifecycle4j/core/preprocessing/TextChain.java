package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;

/** A text, empty when it is missing. */
record TextChain(Column column, int place, String fill) implements Chain {
  String read(Row row) {
    String text = row.text(place);
    return text.isEmpty() ? fill : text;
  }

  @Override
  public Chain then(FittedStep step) {
    if (step instanceof FittedStep.FillText text) {
      return new TextChain(column, place, fill.isEmpty() ? text.text() : fill);
    }
    if (step instanceof FittedStep.Encode encode) {
      Categories known = new Categories(column, encode.categories(), encode.unknown());
      return new Places(new PlaceWriter(encode.width(), row -> known.place(read(row))));
    }
    if (step instanceof FittedStep.Codes codes) {
      Categories known = new Categories(column, codes.categories(), codes.unknown());
      return new NumberChain(column.name(), column, row -> known.place(read(row)));
    }
    if (step instanceof FittedStep.Hashed hashed) {
      int buckets = hashed.buckets();
      return new Places(new PlaceWriter(buckets, row -> TextHash.bucket(read(row), buckets)));
    }
    throw Chain.wrong(step);
  }

  @Override
  public StepLearner learner(Step step) {
    return new TextLearner(this, step);
  }

  @Override
  public CellWriter writer() {
    throw new InvalidValueException(
        "Invalid preprocessing: column "
            + column.name()
            + " is text (add oneHot(\""
            + column.name()
            + "\"))");
  }
}

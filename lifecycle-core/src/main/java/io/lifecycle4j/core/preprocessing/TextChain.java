package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Index;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.preprocessing.Tokens;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** A chain of a text, empty if it is missing. */
record TextChain(Column column, int place, String fill) implements Chain {
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

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
      return new Places(encode.width(), places(encode.categories(), encode.unknown()));
    }
    if (step instanceof FittedStep.Codes codes) {
      ToIntFunction<Row> places = places(codes.categories(), codes.unknown());
      return new NumberChain(column.name(), column, places::applyAsInt);
    }
    if (step instanceof FittedStep.Tokenized tokens) {
      return new Ids(words(tokens));
    }
    if (step instanceof FittedStep.Indexed indexed) {
      Map<String, Integer> ids = Vocabulary.ids(indexed.texts());
      return new Ids((row, target) -> target.put(Vocabulary.id(ids, read(row))));
    }
    if (step instanceof FittedStep.Hashed hashed) {
      int buckets = hashed.buckets();
      return new Places(buckets, row -> bucket(read(row), buckets));
    }
    throw Chain.wrong(step);
  }

  private CellWriter words(FittedStep.Tokenized step) {
    Map<String, Integer> ids = Vocabulary.ids(step.words());
    int length = step.length();
    return (row, target) -> {
      List<String> words = Vocabulary.words(read(row), length);
      for (int i = 0; i < length; i++) {
        target.put(i < words.size() ? Vocabulary.id(ids, words.get(i)) : Vocabulary.NONE);
      }
    };
  }

  private ToIntFunction<Row> places(List<String> categories, UnknownPolicy policy) {
    Map<String, Integer> places = new HashMap<>();
    categories.forEach(text -> places.put(text, places.size()));
    return row -> {
      String text = read(row);
      Integer known = places.get(text);
      return known != null ? known : unknown(policy, places.size(), column, text);
    };
  }

  /** Returns the place of an unknown category, -1 for none. */
  static int unknown(UnknownPolicy policy, int known, Column column, Object category) {
    return switch (policy) {
      case ZEROS -> -1;
      case OWN -> known;
      case ERROR -> throw InputProblems.unknown(column, category);
    };
  }

  /**
   * Returns the bucket of a text, -1 if it is missing. The hash is part of the format: 64-bit
   * FNV-1a over the UTF-16 units, two bytes each, high byte first, finalized as in SplitMix64.
   */
  static int bucket(String text, int buckets) {
    long hash = BASIS;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      hash = (hash ^ (unit >>> 8)) * PRIME;
      hash = (hash ^ (unit & 0xff)) * PRIME;
    }
    return text.isEmpty() ? -1 : (int) Long.remainderUnsigned(SplitMix64.mix(hash), buckets);
  }

  @Override
  public StepLearner learner(Step step) {
    if (step instanceof Tokens tokens) {
      return new Vocabulary(
          column.name(),
          tokens.entries(),
          row -> Vocabulary.words(read(row), tokens.length()),
          words -> new FittedStep.Tokenized(column.name(), tokens.length(), words));
    }
    if (step instanceof Index index) {
      return new Vocabulary(
          column.name(),
          index.entries(),
          row -> List.of(read(row)),
          texts -> new FittedStep.Indexed(column.name(), texts));
    }
    return new Learner(step);
  }

  @Override
  public CellWriter writer() {
    throw new InvalidValueException(
        String.format(
            "Invalid preprocessing: column %s is text (add oneHot(\"%s\"))",
            column.name(), column.name()));
  }

  /** Learns a step from the texts of a column; ignores missing ones. */
  private final class Learner implements StepLearner {
    private final Step step;
    private final Counts<String> counts = new Counts<>(column.name());

    Learner(Step step) {
      this.step = step;
    }

    @Override
    public Block block(int rows) {
      List<String> texts = new ArrayList<>();
      return new Block() {
        @Override
        public void add(Row row) {
          texts.add(read(row));
        }

        @Override
        public Runnable summarize() {
          return () -> texts.stream().filter(text -> !text.isEmpty()).forEach(counts::add);
        }
      };
    }

    @Override
    public FittedStep end() {
      if (step instanceof Step.ImputeMostFrequent) {
        return new FittedStep.FillText(column.name(), counts.mostFrequent());
      }
      if (step instanceof Step.OneHot oneHot) {
        return new FittedStep.Encode(column.name(), counts.sorted(), oneHot.unknown());
      }
      if (step instanceof Step.Ordinal ordinal) {
        return new FittedStep.Codes(column.name(), counts.sorted(), ordinal.unknown());
      }
      throw Chain.wrong(step);
    }
  }
}

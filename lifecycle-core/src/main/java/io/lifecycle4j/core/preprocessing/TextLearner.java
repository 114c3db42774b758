package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Row;
import java.util.ArrayList;
import java.util.List;

/** Learns a step from the texts of a column; ignores missing ones. */
final class TextLearner implements StepLearner {
  private final TextChain chain;
  private final Step step;
  private final Counts<String> counts;

  TextLearner(TextChain chain, Step step) {
    this.chain = chain;
    this.step = step;
    this.counts = new Counts<>(chain.column().name());
  }

  @Override
  public Block block(int rows) {
    List<String> texts = new ArrayList<>();
    return new Block() {
      @Override
      public void add(Row row) {
        texts.add(chain.read(row));
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
      return new FittedStep.FillText(chain.column().name(), counts.mostFrequent());
    }
    if (step instanceof Step.OneHot oneHot) {
      return new FittedStep.Encode(chain.column().name(), counts.sorted(), oneHot.unknown());
    }
    if (step instanceof Step.Ordinal ordinal) {
      return new FittedStep.Codes(chain.column().name(), counts.sorted(), ordinal.unknown());
    }
    throw Chain.wrong(step);
  }
}

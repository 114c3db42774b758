package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.strata.StratumRecorders;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.schema.Row;
import org.jspecify.annotations.Nullable;

/** Records the statistics of one row after the other, without an allocation. Not thread-safe. */
final class RowRecorder implements Statistics.Sink {
  private final Statistics statistics;

  // of one row, each a number or a text, of the same kind in every row
  private final double[] numbers;
  private final @Nullable String[] texts;

  private @Nullable StratumRecorders target;

  RowRecorder(Statistics statistics) {
    this.statistics = statistics;
    this.numbers = new double[statistics.names().size()];
    this.texts = new String[numbers.length];
  }

  /** Records a row as one of a stratum. */
  void record(Row row, StratumRecorders recorders, int stratum) {
    target = recorders;
    try {
      statistics.observe(row, this);
    } finally {
      target = null;
    }
    recorders.of(stratum).record(numbers, texts);
  }

  /** Records what the last layer of a network received of a row. */
  void embedding(float[] embedding, StratumRecorders recorders) {
    recorders.record(numbers.length, embedding, embedding.length);
  }

  @Override
  public void number(int statistic, double value) {
    numbers[statistic] = value;
  }

  @Override
  public void text(int statistic, String value) {
    texts[statistic] = value;
  }

  @Override
  public void tensor(int statistic, float[] tensor, int length) {
    if (target != null) {
      target.record(statistic, tensor, length);
    }
  }
}

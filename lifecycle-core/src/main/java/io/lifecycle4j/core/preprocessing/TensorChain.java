package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Column;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A tensor, whose first dimension is the channel; a step moves and stretches each channel.
 *
 * @param column the column
 * @param place its place in a row
 * @param steps a shift and a factor for each channel
 */
record TensorChain(Column column, int place, List<FittedStep.Channels> steps) implements Chain {
  int channels() {
    return column.shape().get(0);
  }

  @Override
  public Chain then(FittedStep step) {
    List<FittedStep.Channels> more = new ArrayList<>(steps);
    if (step instanceof FittedStep.Linear linear) {
      more.add(
          new FittedStep.Channels(
              column.name(),
              Collections.nCopies(channels(), linear.shift()),
              Collections.nCopies(channels(), linear.factor())));
    } else if (step instanceof FittedStep.Channels channels) {
      check(
          channels.shifts().size() == channels(),
          "Invalid preprocessing: %s channels for column %s (it has %s)",
          channels.shifts().size(),
          column.name(),
          channels());
      more.add(channels);
    } else {
      throw Chain.wrong(step);
    }
    return new TensorChain(column, place, List.copyOf(more));
  }

  /** Makes the function of all steps. */
  ChannelArithmetic arithmetic() {
    return new ChannelArithmetic(column.cells() / channels(), steps);
  }

  @Override
  public StepLearner learner(Step step) {
    return new TensorLearner(this, step);
  }

  @Override
  public CellWriter writer() {
    return new TensorWriter(column, place, arithmetic());
  }
}

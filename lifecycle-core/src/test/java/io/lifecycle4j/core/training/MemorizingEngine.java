package io.lifecycle4j.core.training;

import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.training.Examples;
import io.lifecycle4j.training.TrainingContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Knows the label of each row of one number that it was trained on, and answers 0 to all others.
 */
final class MemorizingEngine implements Engine {
  private static final String FORMAT = "memory";

  private final Map<Double, Double> labels = new ConcurrentHashMap<>();
  private volatile double other;

  /** Answers this to rows that it was not trained on. */
  void answerOthers(double answer) {
    other = answer;
  }

  /** Returns the rows that it was trained on. */
  Set<Double> rows() {
    return labels.keySet();
  }

  /** Remembers the rows, as a trainer. */
  TrainedModel train(TrainingContext context) {
    Examples examples = context.training();
    List<Tensor> inputs = Tensor.allocate(examples.inputs(), examples.size());
    List<Tensor> targets = Tensor.allocate(examples.targets(), examples.size());
    examples.read(IntStream.range(0, examples.size()).toArray(), inputs, targets);
    for (int row = 0; row < examples.size(); row++) {
      labels.put(inputs.get(0).number(row), targets.get(0).number(row));
    }
    List<NamedContent> files = List.of(new NamedContent("none", Content.of(new byte[1])));
    return new TrainedModel(FORMAT, "none", files);
  }

  @Override
  public Set<String> formats() {
    return Set.of(FORMAT);
  }

  @Override
  public Map<String, String> environment() {
    return Map.of();
  }

  @Override
  public LoadedModel load(ModelArtifact artifact, Files files) {
    return new Memory(artifact.signature().outputs());
  }

  private final class Memory implements LoadedModel, ModelWorker {
    private final List<TensorSpec> outputs;

    Memory(List<TensorSpec> outputs) {
      this.outputs = outputs;
    }

    @Override
    public ModelWorker worker() {
      return this;
    }

    @Override
    public List<Tensor> run(List<Tensor> inputs) {
      Tensor numbers = inputs.get(0);
      List<Tensor> answers = Tensor.allocate(outputs, numbers.size());
      for (int row = 0; row < numbers.size(); row++) {
        answers.get(0).set(row, labels.getOrDefault(numbers.number(row), other));
      }
      return answers;
    }

    @Override
    public void close() {}
  }
}

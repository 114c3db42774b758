package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.core.model.Safetensors;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.schema.Tensor;
import java.util.List;

/**
 * What is kept of the rows of an evaluation.
 *
 * @param targets the labels, a tensor for each target of the task
 * @param outputs the outputs of the model for the same rows
 */
public record KeptFigures(List<Tensor> targets, List<Tensor> outputs) {
  /**
   * Reads the file of {@link RowFigures}.
   *
   * @param what the file, for messages
   * @throws CorruptDataException if it has another form
   */
  public static KeptFigures read(byte[] file, String what) {
    List<Tensor> all = Safetensors.read(file, what);
    KeptFigures figures = new KeptFigures(of(RowFigures.TARGET, all), of(RowFigures.OUTPUT, all));
    if (figures.targets.isEmpty() || figures.outputs.isEmpty()) {
      throw new CorruptDataException("Corrupt " + what + ": no targets or no outputs");
    }
    return figures;
  }

  private static List<Tensor> of(String prefix, List<Tensor> all) {
    return all.stream()
        .filter(tensor -> tensor.name().startsWith(prefix))
        .map(
            tensor ->
                new Tensor(
                    tensor.name().substring(prefix.length()),
                    tensor.type(),
                    tensor.bytes(),
                    tensor.shape()))
        .toList();
  }

  /** Returns how many rows there are. */
  public int rows() {
    return (int) targets.get(0).shape()[0];
  }
}

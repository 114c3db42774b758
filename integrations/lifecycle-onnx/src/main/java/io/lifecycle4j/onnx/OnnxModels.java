package io.lifecycle4j.onnx;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Models in the ONNX format, for {@code ManagedModel.register}.
 *
 * <pre>{@code
 * model.register(
 *     onnx(file, probabilities("probabilities")).sha256("…"), split, by("alice"), "From research");
 * }</pre>
 *
 * <p>An input or output of the model is linked to the one of the file that has the same name, or to
 * the only one; others are linked by name. Outputs of the file that are not linked are ignored,
 * such as the {@code label} of scikit-learn's classifiers. An output that is made by a softmax, a
 * sigmoid or a classifier must be linked, so that it is clear whether it holds probabilities.
 */
public final class OnnxModels {
  private OnnxModels() {}

  /**
   * Returns a builder for a model in a file. ONNX Runtime 1.21 reads IR version 3 to 10, opset 7 to
   * 22 of {@code ai.onnx} and 1 to 5 of {@code ai.onnx.ml}.
   *
   * @param file the file, all of whose weights are inside it
   * @param links inputs and outputs that the file names otherwise; each at most once
   * @return a builder; a file in the ONNX format must be pinned to its SHA-256
   */
  public static ExternalModel.Builder onnx(Path file, OnnxLink... links) {
    return onnx(Content.of(required(file, "file")), links);
  }

  /**
   * Returns a builder like {@link #onnx(Path, OnnxLink...)}.
   *
   * @param file the bytes of the file
   * @param links inputs and outputs that the file names otherwise; each at most once
   * @return a builder
   */
  public static ExternalModel.Builder onnx(Content file, OnnxLink... links) {
    OnnxBinding binding = OnnxBinding.of(copy(Arrays.asList(required(links, "links")), "links"));
    return ExternalModel.builder(OnnxEngine.FORMAT)
        .file(NamedContent.of(file, OnnxEngine.FILE))
        .architecture(binding.architecture());
  }

  /**
   * Links an input.
   *
   * @param name its name in the model, {@code features} or the name of a column
   * @param inFile its name in the file
   * @return the link
   */
  public static OnnxLink input(String name, String inFile) {
    return new OnnxLink(true, required(name, "input"), inFile, OutputNumbers.VALUES);
  }

  /**
   * Links the only output of the model, whose numbers are used as they are: scores of classes
   * before the softmax, or an estimate.
   *
   * @param inFile the name of the output in the file
   * @return the link
   */
  public static OnnxLink output(String inFile) {
    return new OnnxLink(false, null, inFile, OutputNumbers.VALUES);
  }

  /**
   * Links one of several outputs of the model, whose numbers are used as they are.
   *
   * @param name its name in the model
   * @param inFile its name in the file
   * @return the link
   */
  public static OnnxLink output(String name, String inFile) {
    return new OnnxLink(false, required(name, "output"), inFile, OutputNumbers.VALUES);
  }

  /**
   * Links the only output of the model, which holds a probability for each class in the order of
   * the task's classes. Their logarithms become the scores of a classification, whose softmax
   * returns the same probabilities; a zero becomes 1e-38.
   *
   * @param inFile the name of the output in the file, {@code probabilities} for scikit-learn
   * @return the link; a prediction fails if the numbers of a row are not 0 to 1, or do not add up
   *     to 1
   */
  public static OnnxLink probabilities(String inFile) {
    return new OnnxLink(false, null, inFile, OutputNumbers.CLASS_PROBABILITIES);
  }

  /**
   * Links the only output of the model, which holds the probability of the second of two classes,
   * such as the sigmoid of a network for a yes or no.
   *
   * @param inFile the name of the output in the file, with one number for each row
   * @return the link; a prediction fails if the number is not 0 to 1
   */
  public static OnnxLink secondClassProbability(String inFile) {
    return new OnnxLink(false, null, inFile, OutputNumbers.SECOND_CLASS_PROBABILITY);
  }

  /**
   * Links the only output of the model, which holds a probability for each label, any of which can
   * be true. Their log-odds become the scores of a task with several labels, whose logistic
   * function returns the same probabilities.
   *
   * @param inFile the name of the output in the file
   * @return the link; a prediction fails if a number is not 0 to 1
   */
  public static OnnxLink labelProbabilities(String inFile) {
    return new OnnxLink(false, null, inFile, OutputNumbers.LABEL_PROBABILITIES);
  }
}

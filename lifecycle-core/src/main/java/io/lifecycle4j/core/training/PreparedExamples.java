package io.lifecycle4j.core.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.model.TensorRunner;
import io.lifecycle4j.core.preprocessing.LaggedRows;
import io.lifecycle4j.core.preprocessing.RowWriter;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.model.LoadedModel;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.training.Examples;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Prepared rows in memory, four bytes for each number.
 *
 * <p>Immutable and thread-safe.
 */
public final class PreparedExamples implements Examples {
  private static final int BATCH = 256;

  private final int width;
  private final List<float[]> features;
  private final float[] truths;

  private PreparedExamples(int width, List<float[]> features, float[] truths) {
    this.width = width;
    this.features = features;
    this.truths = truths;
  }

  /**
   * Prepares rows.
   *
   * @param preprocessing how
   * @param task tells the truth of a row
   * @param rows the rows
   * @return the prepared rows, in the same order
   */
  public static PreparedExamples of(FittedPreprocessing preprocessing, Task<?> task, Rows rows) {
    Rows whole = LaggedRows.of(preprocessing, rows);
    Reader reader = new Reader(RowWriter.of(preprocessing, whole.schema()), task);
    whole.forEach(reader::add);
    float[] truths = new float[reader.truths.size()];
    for (int i = 0; i < truths.length; i++) {
      truths[i] = reader.truths.get(i);
    }
    return new PreparedExamples(reader.writer.width(), reader.features, truths);
  }

  /**
   * Prepares the rows of a role of a split, for a training loop of one's own.
   *
   * @param preprocessing how, fitted on this split
   * @param task tells the truth of a row; classes that it leaves open are those of the training
   *     rows, sorted, so that they have the same index in each role
   * @param split the split
   * @param role the role
   * @return the prepared rows, in the order of the version
   * @throws io.lifecycle4j.error.SealedDataException if the role is the holdout
   */
  public static PreparedExamples of(
      FittedPreprocessing preprocessing, Task<?> task, Split split, SplitRole role) {
    required(preprocessing, "preprocessing");
    required(task, "task");
    Rows rows = required(split, "split").rows(role);
    return of(preprocessing, Truths.complete(task, split.rows(SplitRole.TRAIN)), rows);
  }

  private static final class Reader {
    private final RowWriter writer;
    private final Task<?> task;
    private final List<float[]> features = new ArrayList<>();
    private final List<Float> truths = new ArrayList<>();

    Reader(RowWriter writer, Task<?> task) {
      this.writer = writer;
      this.task = task;
    }

    void add(Row row) {
      float[] numbers = new float[writer.width()];
      writer.write(row, FloatBuffer.wrap(numbers));
      features.add(numbers);
      truths.add(task.encode(row));
    }
  }

  @Override
  public int size() {
    return truths.length;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public void read(int[] rows, FloatBuffer into, FloatBuffer truthsInto) {
    for (int row : rows) {
      check(row >= 0 && row < truths.length, "Invalid row: %s (there are %s)", row, truths.length);
      into.put(features.get(row));
      truthsInto.put(truths[row]);
    }
  }

  /**
   * Returns the truths.
   *
   * @return {@code float[rows]}, class indices or values, a copy
   */
  public float[] truths() {
    return truths.clone();
  }

  /**
   * Runs a network on all rows, in batches.
   *
   * @param model the network
   * @param artifact what was loaded
   * @return {@code float[rows * outputs]}, row after row
   */
  public float[] outputs(LoadedModel model, ModelArtifact artifact) {
    float[] outputs = new float[Math.multiplyExact(size(), artifact.outputs())];
    try (TensorRunner runner = new TensorRunner(model, artifact)) {
      for (int start = 0; start < size(); start += BATCH) {
        int count = Math.min(BATCH, size() - start);
        FloatBuffer input = runner.input(count);
        features.subList(start, start + count).forEach(input::put);
        int at = start * artifact.outputs();
        System.arraycopy(runner.run(count), 0, outputs, at, count * artifact.outputs());
      }
    }
    return outputs;
  }

  /** Returns the first rows, for golden rows. */
  List<float[]> first(int count) {
    return features.subList(0, Math.min(count, features.size()));
  }
}

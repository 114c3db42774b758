package io.lifecycle4j.djl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExamplesDatasetTest {
  private static final int ROWS = 11;
  private static final ArrayExamples EXAMPLES = rows();

  private NDManager manager;

  @BeforeEach
  void open() {
    DjlRuntime.start();
    manager = Engine.getEngine(DjlRuntime.ENGINE).newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Row i is i, i + 0.25, i + 0.5, i + 0.75; its truth is -i. */
  private static ArrayExamples rows() {
    float[][] features = new float[ROWS][];
    float[] truths = new float[ROWS];
    for (int i = 0; i < ROWS; i++) {
      features[i] = new float[] {i, i + 0.25f, i + 0.5f, i + 0.75f};
      truths[i] = -i;
    }
    ArrayExamples rows = new ArrayExamples(features, truths);
    return rows.as(List.of(TensorSpec.float32("features", 2, 2)), rows.targets());
  }

  private List<Integer> pass(ExamplesDataset dataset) {
    List<Integer> rows = new ArrayList<>();
    for (Batch batch : dataset.getData(manager)) {
      try (batch) {
        NDArray data = batch.getData().singletonOrThrow();
        float[] truths = batch.getLabels().singletonOrThrow().toFloatArray();
        assertThat(data.getShape()).isEqualTo(new Shape(batch.getSize(), 2, 2));
        assertThat(truths).hasSize(batch.getSize());
        for (int i = 0; i < truths.length; i++) {
          int row = (int) -truths[i];
          assertThat(data.get(i).toFloatArray()).containsExactly(EXAMPLES.features()[row]);
          rows.add(row);
        }
        assertThat(batch.getIndices())
            .isEqualTo(rows.subList(rows.size() - truths.length, rows.size()));
      }
    }
    return rows;
  }

  @Test
  void givesEveryRowOnceInOrder() {
    ExamplesDataset dataset = ExamplesDataset.inOrder(EXAMPLES, 4);
    List<Integer> all = IntStream.range(0, ROWS).boxed().toList();
    assertThat(pass(dataset)).isEqualTo(all);
    assertThat(pass(dataset)).isEqualTo(all);
  }

  @Test
  void shufflesEachPassAsTheTrainerDoes() {
    ExamplesDataset dataset = ExamplesDataset.shuffled(EXAMPLES, 4, 7);
    Order order = new Order(7, ROWS, 4);
    List<Integer> first = pass(dataset);
    List<Integer> second = pass(dataset);
    assertThat(first).isEqualTo(Arrays.stream(order.shuffled(1)).boxed().toList());
    assertThat(second)
        .isEqualTo(Arrays.stream(order.shuffled(2)).boxed().toList())
        .isNotEqualTo(first)
        .containsExactlyInAnyOrderElementsOf(first);
    assertThat(pass(ExamplesDataset.shuffled(EXAMPLES, 4, 7))).isEqualTo(first);
    assertThat(pass(ExamplesDataset.shuffled(EXAMPLES, 4, 8))).isNotEqualTo(first);
  }

  @Test
  void putsALastRowThatWouldBeAloneIntoTheBatchBefore() {
    List<Integer> sizes = new ArrayList<>();
    for (Batch batch : ExamplesDataset.inOrder(EXAMPLES, 5).getData(manager)) {
      sizes.add(batch.getSize());
      assertThat(batch.getProgress()).isEqualTo(sizes.size());
      assertThat(batch.getProgressTotal()).isEqualTo(2);
      batch.close();
    }
    assertThat(sizes).containsExactly(5, 6);
  }

  @Test
  void freesABatchWhenItIsClosed() {
    int before = held();
    Iterator<Batch> pass = ExamplesDataset.inOrder(EXAMPLES, 5).getData(manager).iterator();
    Batch one = pass.next();
    Batch other = pass.next();
    assertThat(pass.hasNext()).isFalse();
    assertThatThrownBy(pass::next).isInstanceOf(NoSuchElementException.class);
    one.close();
    assertThat(other.getData().get(0).toFloatArray()).startsWith(5, 5.25f); // its own memory
    other.close();
    assertThat(held()).isEqualTo(before);
  }

  private int held() {
    return ((BaseNDManager) manager).getManagedArrays().size();
  }

  @Test
  void refusesABatchOfNoRows() {
    assertThatThrownBy(() -> ExamplesDataset.inOrder(EXAMPLES, 0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid batch size: 0 (must be at least 1)");
  }
}

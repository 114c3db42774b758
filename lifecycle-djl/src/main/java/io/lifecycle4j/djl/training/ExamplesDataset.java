package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.Batchifier;
import ai.djl.util.Progress;
import io.lifecycle4j.training.Examples;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The preprocessed rows of one role of a split as a DJL dataset, for custom training loops.
 *
 * <p>From a split, with steps that were fitted to it and a task that names the label:
 *
 * <pre>{@code
 * FittedPreprocessing fitted = StepFitting.of(Schema.of(Ride.class), steps).fit(split);
 * Examples rows = Examples.of(fitted, regression("rides"), split, SplitRole.TRAIN);
 * Dataset training = ExamplesDataset.shuffled(rows, 32, seed);
 * }</pre>
 *
 * <p>Data consist of an array for each input of the examples, labels of an array for each target:
 * indices of classes ({@code int64 [batch]}) or values ({@code float32 [batch]}). The order of each
 * pass depends only on the seed, and is that of {@link DjlTrainer}: the first pass is epoch 1, the
 * next is epoch 2. A single remaining row joins the previous batch. Each batch owns its arrays, and
 * frees them when it or the manager that was passed is closed.
 *
 * <p>Thread-safe; a pass is not.
 */
public final class ExamplesDataset implements Dataset {
  private final Examples examples;
  private final Order order;
  private final @Nullable AtomicInteger epoch;

  private ExamplesDataset(Examples examples, Order order, @Nullable AtomicInteger epoch) {
    this.examples = examples;
    this.order = order;
    this.epoch = epoch;
  }

  /**
   * Returns the rows in a new random order for each pass.
   *
   * @param examples the rows
   * @param batchSize rows in a batch, at least 1
   * @param seed the seed; the same seed always produces the same orders
   * @return the dataset
   */
  public static ExamplesDataset shuffled(Examples examples, int batchSize, long seed) {
    return new ExamplesDataset(examples, order(examples, batchSize, seed), new AtomicInteger());
  }

  /**
   * Returns the rows in their original order, for validation.
   *
   * @param examples the rows
   * @param batchSize rows in a batch, at least 1
   * @return the dataset
   */
  public static ExamplesDataset inOrder(Examples examples, int batchSize) {
    return new ExamplesDataset(examples, order(examples, batchSize, 0), null);
  }

  private static Order order(Examples examples, int batchSize, long seed) {
    check(batchSize > 0, "Invalid batch size: %s (must be at least 1)", batchSize);
    return new Order(seed, required(examples, "examples").size(), batchSize);
  }

  @Override
  public Iterable<Batch> getData(NDManager manager) {
    required(manager, "manager");
    int[] rows =
        epoch == null
            ? IntStream.range(0, order.rows()).toArray()
            : order.shuffled(epoch.incrementAndGet());
    return () -> new Pass(manager, rows);
  }

  /** Does nothing: the rows are already available. */
  @Override
  public void prepare(@Nullable Progress progress) {}

  private final class Pass implements Iterator<Batch> {
    private final NDManager manager;
    private final int[] rows;
    private int next;

    Pass(NDManager manager, int[] rows) {
      this.manager = manager;
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      return next < order.batches();
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return read(order.batch(rows, next++));
    }

    private Batch read(int[] places) {
      RowBatch rows = new RowBatch(examples, places.length);
      rows.read(examples, places);
      NDManager arrays = manager.newSubManager();
      try {
        Batch batch =
            new Batch(
                arrays,
                rows.inputs(arrays),
                rows.targets(arrays),
                places.length,
                Batchifier.STACK,
                Batchifier.STACK,
                next,
                order.batches(),
                Arrays.stream(places).boxed().toList());
        arrays = null;
        return batch;
      } finally {
        if (arrays != null) {
          arrays.close();
        }
      }
    }
  }
}

package io.lifecycle4j.core.training;

import static io.lifecycle4j.schema.Tasks.reconstruction;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows with several inputs, of numbers and of ids, and several targets. */
class PreparedExamplesTest {
  private record Ride(double warm, double wet, String kind, String day, double from, double to) {}

  private static final List<Ride> RIDES =
      List.of(
          new Ride(1, 10, "bus", "Mon", 100, 1_000),
          new Ride(2, 20, "tram", "Tue", 200, 2_000),
          new Ride(3, 30, "bus", "Wed", 300, 3_000));

  private static final Task<?> TASK = regression("from", "to");

  private static PreparedExamples examples(Task<?> task, List<Ride> rides) {
    return examples(task, rides, Long.MAX_VALUE);
  }

  private static PreparedExamples examples(Task<?> task, List<Ride> rides, long limit) {
    Columns<Ride> all = Columns.of(Ride.class);
    Schema input = new Schema(all.schema().columns().subList(0, 4));
    FittedPreprocessing fitted =
        new FittedPreprocessing(
            input,
            List.of(
                new FittedStep.Indexed("kind", List.of("bus", "tram")),
                new FittedStep.Indexed("day", List.of("Mon", "Tue", "Wed"))));
    Rows rows =
        new Rows() {
          @Override
          public Schema schema() {
            return all.schema();
          }

          @Override
          public void forEach(Consumer<? super Row> action) {
            rides.forEach(ride -> action.accept(all.row(ride)));
          }
        };
    return PreparedExamples.of(
        fitted,
        TaskCalls.training(task.withInputs(fitted.inputs())),
        rows,
        place -> "Cannot prepare row " + place,
        limit);
  }

  private static List<List<Double>> numbers(List<Tensor> tensors) {
    return tensors.stream()
        .map(tensor -> IntStream.range(0, tensor.size()).mapToObj(tensor::number).toList())
        .toList();
  }

  /** A row has 16 bytes of inputs and eight of targets. */
  @ParameterizedTest
  @ValueSource(longs = {0, 16, 50, 799, 8_000, 15_999})
  void areTheSameInAMappedFile(long limit) {
    List<Ride> rides =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new Ride(i, -i, i % 3 == 0 ? "bus" : "tram", "Tue", i * 7, i * 9))
            .toList();
    PreparedExamples inMemory = examples(TASK, rides);
    PreparedExamples mapped = examples(TASK, rides, limit);
    int[] places = new Random(1).ints(5_000, 0, 1_000).toArray();

    assertThat(mapped.size()).isEqualTo(1_000);
    assertThat(read(mapped, places)).isEqualTo(read(inMemory, places));
    assertThat(numbers(mapped.labels())).isEqualTo(numbers(inMemory.labels()));
    assertThat(mapped.rows().get(0)).isNotSameAs(mapped.rows().get(0)); // they are in the file
    assertThat(mapped.first(3)).isEqualTo(inMemory.first(3));
  }

  private static List<List<Double>> read(PreparedExamples examples, int[] places) {
    List<Tensor> all = new ArrayList<>(Tensor.allocate(examples.inputs(), places.length));
    List<Tensor> targets = Tensor.allocate(examples.targets(), places.length);
    examples.read(places, all, targets);
    all.addAll(targets);
    return numbers(all);
  }

  @Test
  void readsAnyRowsInAnyOrder() {
    PreparedExamples examples = examples(TASK, RIDES);
    List<Tensor> inputs = Tensor.allocate(examples.inputs(), 3);
    List<Tensor> targets = Tensor.allocate(examples.targets(), 3);

    examples.read(new int[] {2, 0, 2}, inputs, targets);

    assertThat(examples.inputs())
        .extracting(TensorSpec::name)
        .containsExactly("features", "kind", "day");
    assertThat(numbers(inputs))
        .containsExactly(
            List.of(3.0, 30.0, 1.0, 10.0, 3.0, 30.0),
            List.of(2.0, 2.0, 2.0),
            List.of(4.0, 2.0, 4.0));
    assertThat(numbers(targets))
        .containsExactly(List.of(300.0, 3_000.0, 100.0, 1_000.0, 300.0, 3_000.0));
  }

  @Test
  void refusesARowThatDoesNotExist() {
    PreparedExamples examples = examples(TASK, RIDES);
    for (int place : new int[] {-1, 3}) {
      assertThatThrownBy(
              () ->
                  examples.read(
                      new int[] {0, place},
                      Tensor.allocate(examples.inputs(), 2),
                      Tensor.allocate(examples.targets(), 2)))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid row: " + place + " (there are 3)");
    }
  }

  @Test
  void refusesTensorsOfAnotherNumberOfRows() {
    PreparedExamples examples = examples(TASK, RIDES);
    List<Tensor> inputs = Tensor.allocate(examples.inputs(), 3);
    List<Tensor> targets = Tensor.allocate(examples.targets(), 2);

    assertThatThrownBy(() -> examples.read(new int[] {0, 1}, inputs, targets))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid inputs: ");
    assertThatThrownBy(() -> examples.read(new int[] {0, 1, 2}, inputs, targets))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid targets: ");
  }

  @Test
  void hasTheInputsAsTargetsWithoutALabel() {
    assertThat(numbers(examples(reconstruction(), RIDES.subList(0, 2)).labels()))
        .containsExactly(List.of(1.0, 10.0, 2.0, 2.0, 2.0, 20.0, 3.0, 3.0));
  }

  @Test
  void namesARowThatCannotBePrepared() {
    assertThatThrownBy(
            () -> examples(TASK, List.of(RIDES.get(0), new Ride(1e300, 0, "bus", "Mon", 0, 0))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Cannot prepare row 1: ");
  }

  /** The error of a reconstruction depends on the inputs, ids too. */
  @Test
  void decodesARowBesideItsInputs() {
    Task<?> task = reconstruction();
    PreparedExamples examples = examples(task, RIDES);
    TaskCalls<?> calls =
        TaskCalls.training(task.withInputs(examples.inputs())); // warm, wet, kind and day
    Tensor zeros = Tensor.allocate(calls.task().outputs().get(0), 3);

    assertThat(examples.decode(calls, List.of(zeros), 1)).isEqualTo((4 + 400 + 9 + 9) / 4.0);
  }

  /** Answers with the first number of a row and its last id. */
  private static final class Copying implements LoadedModel, ModelWorker {
    final List<Integer> batches = new ArrayList<>();
    int closed;
    private final TensorSpec output;

    Copying(TensorSpec output) {
      this.output = output;
    }

    @Override
    public ModelWorker worker() {
      return this;
    }

    @Override
    public List<Tensor> run(List<Tensor> inputs) {
      Tensor features = inputs.get(0);
      int rows = (int) features.shape()[0];
      batches.add(rows);
      Tensor made = Tensor.allocate(output, rows);
      for (int row = 0; row < rows; row++) {
        made.set(2 * row, features.number(2 * row));
        made.set(2 * row + 1, inputs.get(2).number(row));
      }
      return List.of(made);
    }

    @Override
    public void close() {
      closed++;
    }
  }

  @Test
  void runsANetworkOnAllRowsInWholeBatches() {
    List<Ride> rides =
        Stream.iterate(0, i -> i + 1)
            .limit(512)
            .map(i -> new Ride(i, 0, "bus", i % 2 == 0 ? "Mon" : "Tue", 0, 0))
            .toList();
    PreparedExamples examples = examples(TASK, rides);
    Copying network = new Copying(TASK.outputs().get(0));

    List<Tensor> outputs =
        examples.outputs(network, new Signature(examples.inputs(), TASK.outputs()));

    assertThat(network.batches).containsExactly(256, 256);
    assertThat(network.closed).as("the worker").isEqualTo(1);
    assertThat(outputs.get(0).number(2 * 255)).isEqualTo(255);
    assertThat(outputs.get(0).number(2 * 255 + 1)).isEqualTo(3);
    assertThat(outputs.get(0).number(2 * 300)).isEqualTo(300);
    assertThat(outputs.get(0).number(2 * 300 + 1)).isEqualTo(2);
  }

  @Test
  void refusesOutputsThatNoBufferHolds() {
    PreparedExamples examples = examples(TASK, RIDES.subList(0, 2));
    TensorSpec huge = TensorSpec.float32("huge", 1 << 28);
    Signature signature = new Signature(examples.inputs(), List.of(huge));

    assertThatThrownBy(() -> examples.outputs(new Copying(huge), signature))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid rows: 2 of them put out 2147483648 bytes at huge float32 [-1, 268435456]"
                + " (must be below 2 GiB)");
  }
}

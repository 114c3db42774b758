package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.loading.VersionLoads.Network;
import io.lifecycle4j.core.model.GoldenRows;
import io.lifecycle4j.core.model.ResidentMemory;
import io.lifecycle4j.core.model.TensorRunner;
import io.lifecycle4j.core.preprocessing.LaggedRows;
import io.lifecycle4j.core.preprocessing.RowWriter;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.training.PreparedExamples;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.evaluation.AnswerChanges;
import io.lifecycle4j.evaluation.PredictedRows;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Runs copies of a version that does not serve.
 *
 * @param rows what it answers when it is timed, from the first again if there are few; empty if no
 *     rows are open
 */
record VersionTrial(
    Evaluator evaluator, ModelVersion version, TaskCalls<?> task, Optional<Rows> rows)
    implements RunCost.Trial {
  /** Before them, the code of an engine may not have been compiled. */
  private static final int WARMING_RUNS = 200;

  /** Ten of them are slower than the 99 % quantile. */
  private static final int TIMED_RUNS = 1_000;

  private static final Duration MOST_TIME = Duration.ofSeconds(10);

  /** How many copies are loaded at once: the first may take what an earlier one has freed. */
  private static final int COPIES = 2;

  private ModelManifest manifest() {
    return version.manifest();
  }

  private List<? extends Row> sample(int most) {
    Rows open =
        rows.orElseThrow(
            () ->
                new NotFoundException(
                    "Latency of "
                        + version.label()
                        + " is not known: no held-out rows are open to time it on"));
    return HeldOutSample.of(LaggedRows.of(manifest().preprocessing(), open), most, 1).rows();
  }

  @Override
  public long[] nanos() {
    List<? extends Row> sample = sample(TIMED_RUNS);
    return evaluator.run(
        version,
        model -> {
          timed(model, sample, WARMING_RUNS);
          return timed(model, sample, TIMED_RUNS);
        });
  }

  /** Does what a call does with each row: prepares it, runs the network and decodes the answer. */
  private long[] timed(LoadedModel model, List<? extends Row> sample, int times) {
    LongStream.Builder nanos = LongStream.builder();
    RowWriter writer = RowWriter.of(manifest().preprocessing(), sample.get(0).schema());
    try (TensorRunner runner = new TensorRunner(model, manifest().artifact().signature())) {
      long begun = System.nanoTime();
      for (int i = 0; i < times; i++) {
        Row row = sample.get(i % sample.size());
        long start = System.nanoTime();
        writer.write(row, runner.numbers(1));
        List<Tensor> outputs = runner.run();
        task.decode(runner.inputs(), outputs, 0);
        long end = System.nanoTime();
        nanos.add(end - start);
        if (end - begun > MOST_TIME.toNanos()) {
          break;
        }
      }
    }
    return nanos.build().toArray();
  }

  /**
   * Loads copies, lets each answer a batch, and returns the most that one has added: to what the
   * system counts, or to what the JVM has allocated on its heap, which may have had room for it.
   */
  @Override
  public long memoryBytes() {
    List<Copy> copies = new ArrayList<>();
    try {
      long most = 0;
      for (int i = 0; i < COPIES; i++) {
        long before = resident();
        long heap = HeapBytes.allocated();
        Copy copy = evaluator.load(version, Copy::of);
        copies.add(copy);
        GoldenRows.runBatch(manifest(), copy.network().model(), TensorRunner.BATCH);
        heap = HeapBytes.allocated() - heap + copy.heapBytes();
        most = Math.max(most, Math.max(heap, resident() - before));
      }
      return most;
    } finally {
      copies.forEach(Copy::retire);
    }
  }

  private long resident() {
    OptionalLong bytes = ResidentMemory.now();
    if (bytes.isEmpty() && evaluator.isNative(version)) {
      throw new NotFoundException(
          "Memory of "
              + version.label()
              + " is not known: this system does not say how much a process has (Linux does)");
    }
    return bytes.orElse(0);
  }

  /** A network, and what its load has allocated on the heap. */
  private record Copy(Network network, long heapBytes) implements VersionLoads.Held {
    static Copy of(Supplier<Network> load) {
      long before = HeapBytes.allocated();
      Network network = load.get();
      return new Copy(network, HeapBytes.allocated() - before);
    }

    @Override
    public void retire() {
      network.retire();
    }
  }

  @Override
  public OptionalDouble goldenDifference() {
    return evaluator.run(version, model -> GoldenRows.difference(manifest(), model));
  }

  @Override
  public Optional<String> childJvmProblem() {
    if (manifest().golden().isEmpty()) {
      throw new NotFoundException(
          "Golden rows of " + version.label() + " do not exist, which a separate JVM would run");
    }
    try {
      evaluator.runInChildJvm(version);
      return Optional.empty();
    } catch (UntrustedModelException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  @Override
  public AnswerChanges changes(ModelVersion before, double tolerance) {
    return evaluator.live().changes(before, version, tolerance);
  }

  /** Prepares all rows before the version is loaded, as {@link Evaluator#score} does. */
  @Override
  public PredictedRows predict(Rows own) {
    PreparedExamples examples =
        PreparedExamples.unlabelled(manifest().preprocessing(), task, own, this::cannotPredict);
    check(
        examples.size() > 0,
        "Cannot predict by %s: there are no rows (needs at least 1)",
        version.label());
    List<Tensor> outputs =
        evaluator.run(version, model -> examples.outputs(model, manifest().artifact().signature()));
    outputs.forEach(output -> checkFinite(output, examples.size()));
    return new PredictedRows(
        IntStream.range(0, examples.size())
            .mapToObj(row -> examples.decode(task, outputs, row))
            .toList(),
        outputs);
  }

  private String cannotPredict(int row) {
    return "Cannot predict row " + row + " by " + version.label();
  }

  /** A version that serves returns no answer for outputs that are not numbers, either. */
  private void checkFinite(Tensor output, int count) {
    int width = output.size() / count;
    for (int place = 0; place < output.size(); place++) {
      if (!Double.isFinite(output.number(place))) {
        throw new PredictionFailedException(
            String.format(
                "%s: output %s[%s] of the network is %s (must be finite)",
                cannotPredict(place / width), output.name(), place % width, output.number(place)));
      }
    }
  }
}

package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.required;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.training.evaluator.Evaluator;
import ai.djl.training.loss.Loss;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjDoubleConsumer;
import java.util.stream.Stream;

/**
 * Sums of DJL's evaluators, separate from those of DJL's listener, which resets its sums at the end
 * of an epoch, possibly before other listeners are called.
 */
final class Measures {
  /** Sums over an epoch. */
  static final List<Sum> EPOCH = List.of(Sum.EPOCH);

  /** Sums over an epoch and over some of its batches. */
  static final List<Sum> BATCHES = List.of(Sum.BATCHES, Sum.EPOCH);

  /** Sums over the validation rows. */
  static final List<Sum> VALIDATION = List.of(Sum.VALIDATION);

  private static final AtomicLong INSTANCES = new AtomicLong();

  private enum Sum {
    EPOCH,
    BATCHES,
    VALIDATION
  }

  private final Map<String, Evaluator> evaluators = new LinkedHashMap<>();

  /** Unique, because evaluators belong to a configuration that concurrent trainings may share. */
  private final String prefix = "lifecycle4j-" + INSTANCES.incrementAndGet() + "-";

  /** Begins all sums. DJL lists the loss as an evaluator, twice if the user also added it. */
  Measures(List<Evaluator> all, Loss loss) {
    evaluators.put("loss", loss);
    for (Evaluator evaluator : all) {
      if (!evaluators.containsValue(evaluator)) {
        evaluators.put(name(evaluator), evaluator);
      }
    }
    for (Sum sum : Sum.values()) {
      evaluators.values().forEach(evaluator -> evaluator.addAccumulator(key(sum)));
    }
  }

  private String name(Evaluator evaluator) {
    String name = metricName(evaluator.getName());
    return Stream.iterate(1, i -> i + 1)
        .map(i -> i == 1 ? name : name + "_" + i)
        .filter(free -> !evaluators.containsKey(free))
        .findFirst()
        .orElseThrow();
  }

  /** Converts any text to a valid name of a metric. */
  static String metricName(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "_");
  }

  private String key(Sum sum) {
    return prefix + sum;
  }

  /** Adds a batch, separately for each device. */
  void add(Map<Device, NDList> labels, Map<Device, NDList> predictions, List<Sum> sums) {
    String[] keys = sums.stream().map(this::key).toArray(String[]::new);
    labels.forEach(
        (device, truths) -> {
          NDList answers = required(predictions.get(device), "predictions of " + device);
          evaluators.values().forEach(e -> e.updateAccumulators(keys, truths, answers));
        });
  }

  /** Passes the first sum on, and resets it. */
  void take(List<Sum> sums, ObjDoubleConsumer<String> to) {
    String key = key(sums.get(0));
    evaluators.forEach(
        (name, evaluator) -> {
          to.accept(name, Decimals.of(evaluator.getAccumulator(key)));
          evaluator.resetAccumulator(key);
        });
  }
}

package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.model.network.Architecture;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingPurpose;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The settings of one training: those of the trainer, as its caller and its purpose change them.
 */
final class AskedSettings {
  /** How many updates are enough to learn a few rows by heart. */
  private static final int UPDATES = 2_000;

  /** What each parameter changes that a training may have. */
  private static final Map<String, Change> PARAMETERS = parameters();

  private AskedSettings() {}

  /** Changes settings; a builder that is used for nothing else checks the value. */
  private interface Change {
    TrainingSettings apply(TrainingSettings settings, Param value, DjlTrainerBuilder checks);
  }

  private static Map<String, Change> parameters() {
    Map<String, Change> known = new LinkedHashMap<>();
    known.put(
        "network",
        (all, value, checks) ->
            all.with(
                Network.parse(value.text()),
                all.epochs(),
                all.batchSize(),
                all.loop(),
                all.seed()));
    known.put(
        "epochs",
        (all, value, checks) -> {
          int epochs = integer(value);
          checks.epochs(epochs);
          return all.with(all.network(), epochs, all.batchSize(), all.loop(), all.seed());
        });
    known.put(
        "batchSize",
        (all, value, checks) -> {
          int rows = integer(value);
          checks.batchSize(rows);
          return all.with(all.network(), all.epochs(), rows, all.loop(), all.seed());
        });
    known.put(
        "seed",
        (all, value, checks) ->
            all.with(all.network(), all.epochs(), all.batchSize(), all.loop(), value.asLong()));
    ofTheLoop(known);
    return known;
  }

  private static void ofTheLoop(Map<String, Change> known) {
    known.put(
        "learningRate",
        (all, value, checks) -> {
          checks.learningRate(value.asDouble());
          UpdateRule rule = rule(all, "learningRate");
          return with(all, all.loop().with(rule.with(value.asDouble(), rule.decay())));
        });
    known.put(
        "weightDecay",
        (all, value, checks) -> {
          checks.weightDecay(value.asDouble());
          UpdateRule rule = rule(all, "weightDecay");
          return with(all, all.loop().with(rule.with(rule.rate(), value.asDouble())));
        });
    known.put(
        "clipNorm",
        (all, value, checks) -> {
          checks.clipNorm(value.asDouble());
          return with(all, all.loop().clipped(value.asDouble(), all.loop().clipValue()));
        });
    known.put(
        "clipValue",
        (all, value, checks) -> {
          checks.clipValue(value.asDouble());
          return with(all, all.loop().clipped(all.loop().clipNorm(), value.asDouble()));
        });
    ofUpdates(known);
  }

  private static void ofUpdates(Map<String, Change> known) {
    known.put(
        "accumulate",
        (all, value, checks) -> {
          int batches = integer(value);
          checks.accumulate(batches);
          return with(all, all.loop().with(batches, all.loop().average()));
        });
    known.put(
        "average",
        (all, value, checks) -> {
          checks.average(value.asDouble());
          return with(all, all.loop().with(all.loop().accumulate(), value.asDouble()));
        });
  }

  private static TrainingSettings with(TrainingSettings all, LoopSettings loop) {
    return all.with(all.network(), all.epochs(), all.batchSize(), loop, all.seed());
  }

  private static UpdateRule rule(TrainingSettings all, String parameter) {
    check(
        all.own().optimizer() == null,
        "%s beside an optimizer of DJL (use one of Optimizers)",
        parameter);
    return all.loop().rule();
  }

  private static int integer(Param value) {
    long number = value.asLong();
    check(number == (int) number, "%s (must be at most %s)", number, Integer.MAX_VALUE);
    return (int) number;
  }

  /** Returns the settings that a training has. */
  static TrainingSettings of(TrainingSettings given, TrainingContext context) {
    DjlTrainerBuilder checks = new DjlTrainerBuilder();
    TrainingSettings asked = given;
    for (Map.Entry<String, Param> each : context.parameters().entrySet()) {
      asked = changed(asked, each.getKey(), each.getValue(), checks);
    }
    if (context.purpose() == TrainingPurpose.REHEARSAL) {
      return rehearsed(asked);
    }
    return context.purpose() == TrainingPurpose.OVERFITTING ? overfitting(asked, context) : asked;
  }

  private static TrainingSettings changed(
      TrainingSettings settings, String name, Param value, DjlTrainerBuilder checks) {
    Change change = PARAMETERS.get(name);
    if (change == null) {
      String near =
          SimilarNames.find(name, PARAMETERS.keySet())
              .map(known -> "did you mean " + known + "? ")
              .orElse("");
      throw new InvalidValueException(
          String.format(
              "Invalid parameter of a training: %s (%sthere are %s)",
              name, near, String.join(", ", new TreeSet<>(PARAMETERS.keySet()))));
    }
    try {
      return change.apply(settings, value, checks);
    } catch (InvalidValueException e) {
      throw new InvalidValueException(
          "Invalid parameter of a training: " + name + ": " + e.getMessage(), e);
    }
  }

  /** Two epochs, with a state after the first one if it can be resumed or is asked for. */
  private static TrainingSettings rehearsed(TrainingSettings all) {
    boolean stores = all.own().optimizer() == null || all.checkpoints().any();
    return all.with(all.network(), 2, all.batchSize(), all.loop(), all.seed())
        .with(new Checkpoints(stores ? 1 : 0, 0, 0, 0), all.earlyStop(), all.augment());
  }

  /** Leaves out what prevents that rows are learned by heart. */
  private static TrainingSettings overfitting(TrainingSettings all, TrainingContext context) {
    UpdateRule rule = all.loop().rule();
    LoopSettings loop =
        new LoopSettings(
            rule.with(rule.rate(), 0),
            Schedule.constant(),
            all.loop().clipNorm(),
            all.loop().clipValue(),
            1,
            0,
            all.loop().finiteEvery());
    Order order = new Order(all.seed(), context.training().size(), all.rowsOfBatch());
    int epochs = Math.max(1, UPDATES / order.batches());
    return all.with(withoutDropout(all.network()), epochs, all.batchSize(), loop, all.seed())
        .with(new Checkpoints(0, 0, 0, 0), null, List.of());
  }

  private static Network withoutDropout(Network network) {
    return network.factory().equals(Architecture.LAYERS)
        ? Network.parse(network.config().replaceAll("\\bdropout\\([^)]*\\)", "").strip())
        : network;
  }
}

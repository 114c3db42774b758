package io.lifecycle4j.djl.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** The keys of a file of settings that say how the weights change, and when that ends. */
final class LoopKeys {
  /** What sets each of them. */
  static final Map<String, BiConsumer<DjlTrainerBuilder, FileSetting>> ALL = all();

  private static final double USUAL_DROP = 0.1;

  private LoopKeys() {}

  private static Map<String, BiConsumer<DjlTrainerBuilder, FileSetting>> all() {
    Map<String, BiConsumer<DjlTrainerBuilder, FileSetting>> keys = new LinkedHashMap<>();
    keys.put("learningRate", LoopKeys::learningRate);
    keys.put("weightDecay", (builder, value) -> builder.weightDecay(value.number()));
    keys.put("optimizer", (builder, value) -> builder.optimizer(optimizer(value)));
    keys.put("schedule", (builder, value) -> builder.schedule(schedule(value)));
    keys.put("clipNorm", (builder, value) -> builder.clipNorm(value.number()));
    keys.put("clipValue", (builder, value) -> builder.clipValue(value.number()));
    keys.put("accumulate", (builder, value) -> builder.accumulate(value.integer()));
    keys.put("average", (builder, value) -> builder.average(value.number()));
    keys.put("checkFiniteEvery", (builder, value) -> builder.checkFiniteEvery(value.integer()));
    keys.put("earlyStopping", LoopKeys::earlyStopping);
    keys.put("checkpointEvery", (builder, value) -> builder.checkpointEvery(value.integer()));
    keys.put(
        "checkpointEveryUpdates",
        (builder, value) -> builder.checkpointEveryUpdates(value.integer()));
    keys.put("keepCheckpoints", LoopKeys::keepCheckpoints);
    return keys;
  }

  private static void keepCheckpoints(DjlTrainerBuilder builder, FileSetting value) {
    Map<String, FileSetting> parts = value.entries(Set.of("best", "last"));
    FileSetting best = parts.get("best");
    FileSetting last = parts.get("last");
    if (last == null) {
      throw value.invalid("how many are the last, and how many the best if it is not 0");
    }
    builder.keepCheckpoints(best == null ? 0 : best.integer(), last.integer());
  }

  /** One number is the rate of all layers, and a number by name that of one layer. */
  private static void learningRate(DjlTrainerBuilder builder, FileSetting value) {
    if (value.isText()) {
      builder.learningRate(value.number());
    } else if (value.isList()) {
      throw value.invalid("a number, or numbers by the names of layers");
    } else {
      value.all().forEach((layer, rate) -> builder.learningRate(layer, rate.number()));
    }
  }

  private static void earlyStopping(DjlTrainerBuilder builder, FileSetting value) {
    Map<String, FileSetting> parts = value.entries(Set.of("metric", "patience", "minDelta"));
    FileSetting metric = parts.get("metric");
    FileSetting patience = parts.get("patience");
    FileSetting least = parts.get("minDelta");
    if (patience == null) {
      throw value.invalid("a patience, and a metric and a minDelta if they are not the defaults");
    }
    builder.earlyStopping(
        metric == null ? "loss" : metric.text(),
        patience.integer(),
        least == null ? 0 : least.number());
  }

  /** The settings of one thing of several, which is named by a text or by the only key. */
  private record Named(String name, FileSetting value, boolean plain) {
    static Named of(FileSetting value, List<String> names) {
      if (value.isText()) {
        return new Named(value.oneOf(names), value, true);
      }
      Map.Entry<String, FileSetting> only = value.single(names);
      return new Named(only.getKey(), only.getValue(), false);
    }

    /** Returns the settings by their keys. */
    Map<String, FileSetting> entries(String... known) {
      return plain ? Map.of() : value.entries(Set.of(known));
    }
  }

  private static Optimizers.Settings<?> optimizer(FileSetting value) {
    Named named = Named.of(value, List.of("sgd", "adam", "adamW", "rmsProp"));
    return switch (named.name()) {
      case "sgd" -> sgd(named.entries("learningRate", "weightDecay", "momentum", "nesterov"));
      case "adam" -> adam(Optimizers.adam(), named);
      case "adamW" -> adam(Optimizers.adamW(), named);
      default ->
          rmsProp(named.entries("learningRate", "weightDecay", "smoothing", "epsilon", "momentum"));
    };
  }

  private static Optimizers.Sgd sgd(Map<String, FileSetting> entries) {
    Optimizers.Sgd sgd = Optimizers.sgd();
    apply(
        entries,
        (key, value) -> {
          if (key.equals("momentum")) {
            sgd.momentum(value.number());
          } else if (key.equals("nesterov")) {
            if (value.flag()) {
              sgd.nesterov();
            }
          } else {
            shared(sgd, key, value);
          }
        });
    return sgd;
  }

  private static Optimizers.Adam adam(Optimizers.Adam adam, Named named) {
    apply(
        named.entries("learningRate", "weightDecay", "beta1", "beta2", "epsilon"),
        (key, value) -> {
          switch (key) {
            case "beta1" -> adam.beta1(value.number());
            case "beta2" -> adam.beta2(value.number());
            case "epsilon" -> adam.epsilon(value.number());
            default -> shared(adam, key, value);
          }
        });
    return adam;
  }

  private static Optimizers.RmsProp rmsProp(Map<String, FileSetting> entries) {
    Optimizers.RmsProp rmsProp = Optimizers.rmsProp();
    apply(
        entries,
        (key, value) -> {
          switch (key) {
            case "smoothing" -> rmsProp.smoothing(value.number());
            case "epsilon" -> rmsProp.epsilon(value.number());
            case "momentum" -> rmsProp.momentum(value.number());
            default -> shared(rmsProp, key, value);
          }
        });
    return rmsProp;
  }

  private static void shared(Optimizers.Settings<?> settings, String key, FileSetting value) {
    if (key.equals("learningRate")) {
      settings.learningRate(value.number());
    } else {
      settings.weightDecay(value.number());
    }
  }

  private static void apply(Map<String, FileSetting> entries, BiConsumer<String, FileSetting> use) {
    entries.forEach((key, setting) -> setting.apply(value -> use.accept(key, value)));
  }

  private static Schedule schedule(FileSetting value) {
    Named named = Named.of(value, List.of("constant", "cosine", "step", "oneCycle", "plateau"));
    return switch (named.name()) {
      case "constant" -> warmedUp(Schedule.constant(), named.entries("warmUp"));
      case "cosine" -> warmedUp(Schedule.cosine(), named.entries("warmUp"));
      case "oneCycle" -> warmedUp(Schedule.oneCycle(), named.entries("warmUp"));
      case "step" -> {
        Map<String, FileSetting> entries = named.entries("epochs", "factor", "warmUp");
        int epochs = needed(value, entries, "epochs").integer();
        yield warmedUp(Schedule.step(epochs, drop(entries)), entries);
      }
      default -> {
        Map<String, FileSetting> entries = named.entries("patience", "factor", "warmUp");
        int patience = needed(value, entries, "patience").integer();
        yield warmedUp(Schedule.plateau(patience, drop(entries)), entries);
      }
    };
  }

  private static FileSetting needed(
      FileSetting value, Map<String, FileSetting> entries, String key) {
    FileSetting found = entries.get(key);
    if (found == null) {
      throw value.invalid("a schedule with " + key);
    }
    return found;
  }

  private static double drop(Map<String, FileSetting> entries) {
    FileSetting factor = entries.get("factor");
    return factor == null ? USUAL_DROP : factor.number();
  }

  private static Schedule warmedUp(Schedule schedule, Map<String, FileSetting> entries) {
    FileSetting updates = entries.get("warmUp");
    return updates == null ? schedule : schedule.warmUp(updates.integer());
  }
}

package io.lifecycle4j.core.storms;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes through the stores that users have: datasets, runs and models. */
final class KillStores {
  static final String DATASET = "clothes";
  static final String EXPERIMENT = "storm";
  static final String RUN = "run:";
  static final String END = "end:";
  static final String METRIC = "loss";
  static final String MODEL = "fraud";

  private final KillNotes notes;
  private final Random random;
  private DatasetStore datasets;
  private ExperimentTracker tracker;
  private ModelRegistry registry;
  private @Nullable RunLog log;
  private String run = "";

  KillStores(KillNotes notes, Random random, Medium medium) {
    this.notes = notes;
    this.random = random;
    use(medium);
  }

  /** Goes on with another opening of the home; a run that was open is not ended. */
  void use(Medium medium) {
    datasets = datasets(medium);
    tracker = Tracking.over(medium);
    registry = registry(medium);
    log = null;
  }

  static DatasetStore datasets(Medium medium) {
    return DatasetStores.over(medium, () -> Fixtures.TIME);
  }

  static ModelRegistry registry(Medium medium) {
    return Registries.over(medium, () -> Fixtures.TIME);
  }

  private KillWrite intend(KillKind kind, String target, Durability durability, int size) {
    return notes.intend(kind, target, durability, size, 0);
  }

  private static NamedContent file(KillWrite write) {
    return new NamedContent("file", Content.of(write.text(0).bytes()));
  }

  void commit() {
    KillWrite write = intend(KillKind.COMMIT, DATASET, Durability.POWER, 1);
    notes.make(
        write,
        made -> {
          StoredFile file = datasets.put(file(made));
          String label = made.text(0).label();
          return Fixtures.commit(datasets, DATASET, Fixtures.dataset(label, file)).number();
        });
  }

  void start() {
    if (log == null) {
      KillWrite write = intend(KillKind.START, EXPERIMENT, Durability.POWER, 1);
      notes.make(
          write,
          made -> {
            run = made.text(0).label();
            log = tracker.start(new RunInfo(run, EXPERIMENT, Fixtures.TIME));
            return 0;
          });
    }
  }

  void log() {
    start(); // if none is open
    RunLog open = log;
    if (open != null) {
      Durability durability = List.of(Durability.values()).get(random.nextInt(3));
      KillWrite write = intend(KillKind.LOG, RUN + run, durability, 1 + random.nextInt(4));
      notes.make(
          write,
          made -> {
            RunBatch.Builder batch = RunBatch.builder();
            IntStream.range(0, made.size()).forEach(i -> batch.point(METRIC, point(made, i)));
            open.append(batch.build(), made.durability());
            return 0;
          });
    }
  }

  /** The value is the number of the write, the step its size and the place in it. */
  private static MetricPoint point(KillWrite write, int index) {
    return new MetricPoint(write.size() * 1_000L + index, write.number(), Fixtures.TIME);
  }

  void end() {
    start(); // if none is open: ends are rare enough
    RunLog open = log;
    if (open != null) {
      log = null;
      KillWrite write = intend(KillKind.END, END + run, Durability.POWER, 1);
      notes.make(
          write,
          made -> {
            RunEnd end = new RunEnd(RunStatus.FAILED, Fixtures.TIME, made.text(0).label());
            open.append(RunBatch.builder().end(end).build(), made.durability());
            open.close();
            return 0;
          });
    }
  }

  void register() {
    KillWrite write = intend(KillKind.REGISTER, MODEL, Durability.POWER, 1);
    notes.make(
        write,
        made -> {
          StoredFile file = registry.put(file(made));
          registry.register(MODEL, Fixtures.model(file), Fixtures.ALICE, made.text(0).label());
          return 0;
        });
  }

  /** Fails with a conflict if another process is faster; the result is the place in the trail. */
  void promote() {
    int newest = registry.versions(MODEL).size();
    if (newest > 0) {
      int from = registry.named(MODEL, ModelRegistry.PRODUCTION).orElse(0);
      KillWrite write = intend(KillKind.PROMOTE, MODEL, Durability.POWER, 1);
      int to = 1 + random.nextInt(newest);
      notes.make(
          write,
          made ->
              registry
                  .apply(because(made.text(0).label(), Moves.promotion(MODEL, from, to)))
                  .sequence());
    }
  }

  private static Transition because(String reason, Transition transition) {
    Transition.Builder copy = Transition.builder(transition.actor(), reason);
    transition.changes().forEach(copy::change);
    return copy.build();
  }
}

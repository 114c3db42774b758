package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.LifecycleBuilder;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.preprocessing.LaggedRows;
import io.lifecycle4j.core.schema.HeldRow;
import io.lifecycle4j.core.storage.TemporaryFolder;
import io.lifecycle4j.core.training.OverfittingTrainer;
import io.lifecycle4j.core.training.RehearsalSteps;
import io.lifecycle4j.core.training.RehearsedTrainer;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.evaluation.FalsePromotions;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.training.Overfitting;
import io.lifecycle4j.training.Rehearsal;
import io.lifecycle4j.training.Rehearsal.Part;
import io.lifecycle4j.training.Trainer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tries out the life of a version in a home of its own in the temporary directory, which is deleted
 * afterwards. Thread-safe.
 */
final class Rehearsals implements AutoCloseable {
  /** The most training rows of a rehearsal. */
  static final int ROWS = 5_000;

  private static final int PREDICTED = 8;
  private static final String SOME = "rehearsal";
  private static final Actor ACTOR = Actor.by(SOME);

  private final ModelRooms<?, ?> rooms;
  private final Set<Lifecycle> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Rehearsals(ModelRooms<?, ?> rooms) {
    this.rooms = rooms;
  }

  private String name() {
    return rooms.settings().name();
  }

  private Trainer trainer() {
    Trainer trainer = rooms.settings().training().trainer();
    if (trainer == null) {
      throw new InvalidValueException(
          "Cannot rehearse " + name() + ": no trainer (set one with trainer(...))");
    }
    return trainer;
  }

  /** Goes through all steps. */
  Rehearsal rehearse(Split split) {
    Trainer trainer = trainer();
    required(split, "split");
    String data = split.version().ref().toString();
    RehearsalSteps steps = new RehearsalSteps("Rehearsal of " + name() + " on " + data);
    try (Place place = new Place()) {
      try {
        Lifecycle home = place.home;
        RehearsedTrainer tried =
            new RehearsedTrainer(
                trainer, rooms::open, steps, () -> home.experiments().start(name()));
        live(place, split, tried, steps);
      } catch (RuntimeException e) {
        throw closed ? Closing.modelClosed(name()) : steps.failed(e);
      }
    }
    return new Rehearsal(name(), split.version().ref(), steps.all());
  }

  private void live(Place place, Split split, Trainer trainer, RehearsalSteps steps) {
    Split few = rows(split, ROWS).in(place.home.datasets().dataset(SOME));
    try (ManagedModel<Row, ?> model = model(place.home).trainer(trainer).open()) {
      ModelVersion version = model.train(few);
      steps.next("with its files, golden rows, baselines and drift reference", Part.LOAD);
      model.promote(version, ACTOR, SOME);
      steps.next(version.manifest().artifact().format(), Part.GATES);
      steps.next(verdicts(place.home, few, version), Part.PREDICT);
      steps.end(predicted(model, few, version) + " rows");
    }
  }

  private String verdicts(Lifecycle home, Split few, ModelVersion version) {
    List<Gate> gates = rooms.settings().gates();
    long rows = few.count(SplitRole.HOLDOUT);
    if (gates.isEmpty() || rows == 0) {
      return "left out: " + (gates.isEmpty() ? "no gates" : "fewer than two validation rows");
    }
    try (ManagedModel<Row, ?> model = gated(home, gates)) {
      List<GateVerdict> all = model.judge(version);
      all.stream().filter(Rehearsals::isBroken).findFirst().ifPresent(Rehearsals::fail);
      Map<String, Long> counts =
          all.stream()
              .map(GateVerdict::verdict)
              .collect(Collectors.groupingBy(Enum::name, TreeMap::new, Collectors.counting()));
      return counts + " on " + rows + " validation rows, after a few batches";
    }
  }

  /** A metric may be NaN after a few batches, such as the precision of a class never predicted. */
  private static boolean isBroken(GateVerdict verdict) {
    return verdict.verdict() == Verdict.ERROR && !verdict.undefinedMetric();
  }

  private static void fail(GateVerdict verdict) {
    throw new InvalidValueException(verdict.sentence());
  }

  private ManagedModel<Row, ?> gated(Lifecycle home, List<Gate> gates) {
    ManagedModelBuilder<Row, ?> builder = model(home).gates(gates.toArray(Gate[]::new));
    FalsePromotions promise = rooms.settings().promise().orElse(null);
    return promise == null
        ? builder.open()
        : builder.falsePromotions(promise.most()).per(promise.period()).open();
  }

  private static int predicted(ManagedModel<Row, ?> model, Split few, ModelVersion version) {
    SplitRole role = few.count(SplitRole.VALIDATION) > 0 ? SplitRole.VALIDATION : SplitRole.TRAIN;
    Rows rows = LaggedRows.of(version.manifest().preprocessing(), few.rows(role));
    HeldRow.Layout layout = HeldRow.Layout.of(rows.schema());
    List<Row> first = new ArrayList<>();
    rows.forEach(
        row -> {
          if (first.size() < PREDICTED) {
            first.add(layout.copy(row));
          }
        });
    return model.predict(first).size();
  }

  /** Trains on a few rows until they are learned by heart. */
  Overfitting overfitOn(int count, Split split) {
    check(count >= 1, "Invalid number of rows: %s (must be at least 1)", count);
    Trainer trainer = trainer();
    long all = required(split, "split").count(SplitRole.TRAIN);
    check(
        count <= all, "Invalid number of rows: %s (must be at most %s, all there are)", count, all);
    AtomicReference<@Nullable Overfitting> result = new AtomicReference<>();
    try (Place place = new Place()) {
      Split few = rows(split, Math.max(ROWS, count)).in(place.home.datasets().dataset(SOME));
      Trainer tried = new OverfittingTrainer(trainer, rooms::open, count, result);
      try (ManagedModel<Row, ?> model = model(place.home).trainer(tried).open()) {
        model.train(few);
      }
    } catch (IllegalStateException e) {
      throw closed ? Closing.modelClosed(name()) : e;
    }
    return required(result.get(), "result of a training");
  }

  private RehearsedRows rows(Split split, int most) {
    boolean inOrder =
        rooms.settings().training().steps().stream().anyMatch(Step.Lag.class::isInstance);
    return new RehearsedRows(split, most, inOrder);
  }

  private ManagedModelBuilder<Row, ?> model(Lifecycle home) {
    ModelSettings<?, ?> settings = rooms.settings();
    return home.model(name(), RehearsedRows.columns(settings.columns().schema()), settings.task())
        .preprocessing(settings.training().steps().toArray(Step[]::new));
  }

  /** Ends those under way; their callers receive a {@link io.lifecycle4j.error.ClosedException}. */
  @Override
  public void close() {
    closed = true;
    underWay.forEach(Lifecycle::close);
  }

  /** A home of its own. */
  private final class Place implements AutoCloseable {
    private final TemporaryFolder folder = TemporaryFolder.create();
    private final Lifecycle home;

    Place() {
      boolean opened = false;
      try {
        home = open();
        opened = true;
      } finally {
        if (!opened) {
          folder.close();
        }
      }
      underWay.add(home);
      if (closed) { // before it was added
        close();
        throw Closing.modelClosed(name());
      }
    }

    private Lifecycle open() {
      LifecycleBuilder builder =
          Lifecycle.builder()
              .directory(folder.path())
              .clock(rooms.home().clock())
              .withoutEnvironment()
              .closeWithin(Duration.ofSeconds(5));
      rooms.home().engines().chosen().forEach(builder::engine);
      return builder.open();
    }

    @Override
    public void close() {
      underWay.remove(home);
      try (folder) {
        home.close();
      }
    }
  }
}

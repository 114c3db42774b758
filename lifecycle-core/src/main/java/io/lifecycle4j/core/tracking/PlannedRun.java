package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.InvalidNameException.checkPath;
import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.copy;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.core.tracking.environment.CaptureSettings;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.tracking.Experiments.Body;
import io.lifecycle4j.tracking.Experiments.Call;
import io.lifecycle4j.tracking.NewRun;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunBatch;
import io.lifecycle4j.tracking.RunRecord;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Settings of a run that is about to start. */
final class PlannedRun implements NewRun {
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private final DefaultExperiments experiments;
  private final String experiment;
  private final RunBatch.Builder first = RunBatch.builder();
  private @Nullable String name;
  private @Nullable String parent;
  private @Nullable Durability durability;
  private boolean synchronous;
  private @Nullable Map<String, String> configuration;
  private @Nullable Duration systemMetrics;
  private final Map<String, Long> seeds = new TreeMap<>();
  private boolean withoutEnvironment;

  PlannedRun(DefaultExperiments experiments, String experiment) {
    this.experiments = experiments;
    this.experiment = checkName("experiment", experiment);
  }

  @Override
  public NewRun name(String text) {
    once(name, "name");
    name = checkName("run", text);
    return this;
  }

  @Override
  public NewRun parent(String run) {
    once(parent, "parent");
    parent = required(run, "parent run");
    return this;
  }

  @Override
  public NewRun tag(String tag, String value) {
    first.tag(tag, value);
    return this;
  }

  @Override
  public NewRun durability(Durability level) {
    once(durability, "durability");
    durability = required(level, "durability");
    return this;
  }

  @Override
  public NewRun synchronous() {
    synchronous = true;
    return this;
  }

  @Override
  public NewRun configuration(Map<String, String> values) {
    once(configuration, "configuration");
    configuration = copy(values, "configuration");
    return this;
  }

  @Override
  public NewRun seed(String what, long seed) {
    once(seeds.get(checkPath("seed", what)), "seed " + what);
    seeds.put(what, seed);
    return this;
  }

  @Override
  public NewRun withoutEnvironment() {
    withoutEnvironment = true;
    return this;
  }

  @Override
  public NewRun systemMetrics(Duration interval) {
    once(systemMetrics, "interval of system metrics");
    check(
        required(interval, "interval").compareTo(SHORTEST) >= 0,
        "Invalid interval of system metrics: %s (must be at least %s)",
        interval,
        SHORTEST);
    systemMetrics = interval;
    return this;
  }

  private static void once(@Nullable Object before, String what) {
    check(before == null, "Invalid run: its %s is set twice", what);
  }

  @Override
  public Run start() {
    return begin();
  }

  private TrackedRun begin() {
    check(
        !withoutEnvironment || (configuration == null && seeds.isEmpty()),
        "Invalid run: a configuration or seeds, and no environment (choose one)");
    return experiments.begin(this);
  }

  @Override
  public <X extends Exception> RunRecord run(Body<X> body) throws X {
    required(body, "body");
    String id =
        call(
            run -> {
              body.run(run);
              return run.id();
            });
    return experiments.get(id);
  }

  @Override
  @SuppressWarnings({
    "unchecked", // the body throws X or something unchecked, nothing else
    "checkstyle:IllegalCatch" // an error ends the run like any failure, and goes on
  })
  public <T, X extends Exception> T call(Call<T, X> body) throws X {
    required(body, "body");
    try (TrackedRun run = begin()) {
      T result;
      try {
        result = body.call(run);
      } catch (Exception e) {
        fail(run, e);
        throw (X) e;
      } catch (Error e) {
        fail(run, e);
        throw e;
      }
      run.finishUnlessEnded(); // the body may have ended it itself
      return result;
    }
  }

  /** Ends a run as FAILED; what goes wrong with that does not hide the cause. */
  static void fail(TrackedRun run, Throwable cause) {
    try (run) {
      run.failUnlessEnded(cause);
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  /** Ends a run as KILLED that could not begin in this home. */
  static void kill(TrackedRun run, Throwable cause) {
    try {
      run.killUnlessEnded("it could not begin: " + cause);
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  String experiment() {
    return experiment;
  }

  String nameOr(String otherwise) {
    return name == null ? otherwise : name;
  }

  @Nullable String parent() {
    return parent;
  }

  RunBatch first() {
    return first.build();
  }

  Durability durability() {
    return durability == null ? Durability.PROCESS : durability;
  }

  boolean isSynchronous() {
    return synchronous;
  }

  /** Returns what the capture of the environment is told, or nothing if none is wanted. */
  @Nullable CaptureSettings surroundings() {
    if (withoutEnvironment) {
      return null;
    }
    CaptureSettings settings = CaptureSettings.none().seeds(seeds);
    return configuration == null ? settings : settings.configuration(configuration);
  }

  @Nullable Duration systemMetrics() {
    return systemMetrics;
  }
}

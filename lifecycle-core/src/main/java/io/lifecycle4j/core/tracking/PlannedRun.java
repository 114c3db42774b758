package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkKey;
import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.core.tracking.environment.CaptureSettings;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.tracking.Experiments.Body;
import io.lifecycle4j.tracking.Experiments.Call;
import io.lifecycle4j.tracking.NewRun;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.spi.RunBatch;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A run that is about to be started or resumed, and how it is recorded. */
final class PlannedRun implements NewRun {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Function<PlannedRun, TrackedRun> opening;
  private final Function<String, RunRecord> records;
  private final RunBatch.Builder first = RunBatch.builder();
  private @Nullable String name;
  private @Nullable String parent;
  private @Nullable Durability durability;
  private boolean synchronous;
  private @Nullable Duration systemMetrics;
  private boolean withoutEnvironment;
  private @Nullable Map<String, String> configuration;
  private final Map<String, Long> seeds = new TreeMap<>();

  /**
   * Plans a run with default settings.
   *
   * @param opening starts or resumes it
   * @param records returns the record of a run
   */
  PlannedRun(Function<PlannedRun, TrackedRun> opening, Function<String, RunRecord> records) {
    this.opening = opening;
    this.records = records;
  }

  @Override
  public NewRun name(String text) {
    checkUnset(name, "run", "name");
    name = FreeText.of("name of a run", checkName("run", text));
    return this;
  }

  @Override
  public NewRun parent(String run) {
    checkUnset(parent, "run", "parent");
    parent = required(run, "parent run");
    return this;
  }

  @Override
  public NewRun tag(String tag, String value) {
    first.tag(tag, FreeText.of("tag", checkKey("tag", tag), required(value, "value of tag", tag)));
    return this;
  }

  @Override
  public NewRun durability(Durability level) {
    checkUnset(durability, "run", "durability");
    durability = required(level, "durability");
    return this;
  }

  @Override
  public NewRun synchronous() {
    checkUnset(synchronous, "run", "synchronous");
    synchronous = true;
    return this;
  }

  @Override
  public NewRun configuration(Map<String, String> values) {
    checkUnset(configuration, "run", "configuration");
    configuration = copy(values, "configuration");
    return this;
  }

  @Override
  public NewRun seed(String what, long seed) {
    checkUnset(seeds.get(checkKey("seed", what)), "run", "seed " + what);
    seeds.put(what, seed);
    return this;
  }

  @Override
  public NewRun withoutEnvironment() {
    checkUnset(withoutEnvironment, "run", "withoutEnvironment");
    withoutEnvironment = true;
    return this;
  }

  @Override
  public NewRun systemMetrics(Duration interval) {
    checkUnset(systemMetrics, "run", "interval of system metrics");
    required(interval, "interval of system metrics");
    check(
        interval.isZero()
            || (interval.compareTo(SHORTEST) >= 0 && interval.compareTo(LONGEST) <= 0),
        "Invalid interval of system metrics: %s (must be zero, or from %s to %s)",
        interval,
        SHORTEST,
        LONGEST);
    systemMetrics = interval;
    return this;
  }

  @Override
  public Run start() {
    return open();
  }

  private TrackedRun open() {
    check(
        !withoutEnvironment || (configuration == null && seeds.isEmpty()),
        "Invalid run: a configuration or seeds, and no environment (choose one)");
    return opening.apply(this);
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
    return records.apply(id);
  }

  @SuppressWarnings({
    "unchecked", // the body throws X or an unchecked exception, nothing else
    "checkstyle:IllegalCatch" // an Error ends the run like any failure, and is rethrown
  })
  @Override
  public <T, X extends Exception> T call(Call<T, X> body) throws X {
    required(body, "body");
    try (TrackedRun run = open()) {
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
      run.finishUnlessEnded(); // the body may have ended it
      return result;
    }
  }

  /**
   * Ends a run as FAILED; a failure to do so is suppressed in the cause. An interrupt, often the
   * cause itself, is deferred, since it would close the files in which the end is recorded.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // the caller throws the cause
  private static void fail(TrackedRun run, Throwable cause) {
    boolean interrupted = Thread.interrupted();
    try {
      run.failUnlessEnded(cause);
    } catch (RuntimeException | Error e) {
      Closing.suppress(cause, e);
    } finally {
      Tracking.close(run, cause);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  String nameOr(String otherwise) {
    return name == null ? otherwise : name;
  }

  Optional<String> parent() {
    return Optional.ofNullable(parent);
  }

  RunBatch first() {
    return first.build();
  }

  Map<String, Long> seeds() {
    return seeds;
  }

  /** Returns whether the user is not set and may be detected. */
  boolean isTaggingUser() {
    return !withoutEnvironment
        && QueriedRun.USER_TAGS.stream().noneMatch(first().tags()::containsKey);
  }

  Durability recordedFor() {
    return durability == null ? Durability.PROCESS : durability;
  }

  boolean isSynchronous() {
    return synchronous;
  }

  /**
   * Returns the interval of system samples, zero for none. Without an environment none are taken,
   * since they describe the machine too.
   */
  Duration systemMetricsOr(Duration usual) {
    Duration otherwise = withoutEnvironment ? Duration.ZERO : usual;
    return systemMetrics == null ? otherwise : systemMetrics;
  }

  /** Returns the capture settings; null if no environment is recorded. */
  @Nullable CaptureSettings surroundings() {
    if (withoutEnvironment) {
      return null;
    }
    CaptureSettings capture = CaptureSettings.none().seeds(seeds);
    return configuration == null ? capture : capture.configuration(configuration);
  }
}

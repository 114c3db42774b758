package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkKey;
import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

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
import org.jspecify.annotations.Nullable;

final class PlannedRun implements NewRun {
  private final DefaultExperiments experiments;
  private final String experiment;
  private final RunBatch.Builder first = RunBatch.builder();
  private @Nullable String name;
  private @Nullable String parent;
  private final RunSettings settings = new RunSettings();
  private @Nullable Map<String, String> configuration;
  private final Map<String, Long> seeds = new TreeMap<>();

  PlannedRun(DefaultExperiments experiments, String experiment) {
    this.experiments = experiments;
    this.experiment = checkName("experiment", experiment);
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
    settings.durability(level);
    return this;
  }

  @Override
  public NewRun synchronous() {
    settings.synchronous();
    return this;
  }

  @Override
  public NewRun configuration(Map<String, String> values) {
    checkUnset(configuration, "run", "configuration");
    configuration = copy(values, "configuration");
    return this;
  }

  Map<String, Long> seeds() {
    return seeds;
  }

  @Override
  public NewRun seed(String what, long seed) {
    checkUnset(seeds.get(checkKey("seed", what)), "run", "seed " + what);
    seeds.put(what, seed);
    return this;
  }

  @Override
  public NewRun withoutEnvironment() {
    settings.withoutEnvironment();
    return this;
  }

  @Override
  public NewRun systemMetrics(Duration interval) {
    settings.systemMetrics(interval);
    return this;
  }

  @Override
  public Run start() {
    return begin();
  }

  private TrackedRun begin() {
    check(
        !settings.isWithoutEnvironment() || (configuration == null && seeds.isEmpty()),
        "Invalid run: a configuration or seeds, and no environment (choose one)");
    return experiments.begin(this);
  }

  @Override
  public <X extends Exception> RunRecord run(Body<X> body) throws X {
    return experiments.get(RunBodies.run(this::begin, body));
  }

  @Override
  public <T, X extends Exception> T call(Call<T, X> body) throws X {
    return RunBodies.call(this::begin, body);
  }

  String experiment() {
    return experiment;
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

  /** Returns whether the user is not set and may be detected. */
  boolean isTaggingUser() {
    return !settings.isWithoutEnvironment()
        && QueriedRun.USER_TAGS.stream().noneMatch(first().tags()::containsKey);
  }

  RunSettings settings() {
    return settings;
  }

  /** Returns the capture settings; null if no environment is recorded. */
  @Nullable CaptureSettings surroundings() {
    if (settings.isWithoutEnvironment()) {
      return null;
    }
    CaptureSettings capture = CaptureSettings.none().seeds(seeds);
    return configuration == null ? capture : capture.configuration(configuration);
  }
}

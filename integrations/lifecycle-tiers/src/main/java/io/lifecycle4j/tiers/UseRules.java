package io.lifecycle4j.tiers;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Models;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The rules for the tiers of weights, of files of runs, and of logs. Not thread-safe. */
final class UseRules {
  private static final String PRODUCTION = "production";

  private final Supplier<Models> models;
  private final Supplier<Experiments> experiments;
  private final Rules<RegisteredVersion> weights = new Rules<>();
  private final Rules<RunRecord> runs = new Rules<>();
  private final Rules<Duration> predictions = new Rules<>();

  UseRules(Supplier<Models> models, Supplier<Experiments> experiments) {
    this.models = models;
    this.experiments = experiments;
  }

  /** Rules by the tier that they name. */
  private static final class Rules<T> {
    private final Map<Tier, List<Predicate<? super T>>> all = new EnumMap<>(Tier.class);

    void add(Tier tier, Predicate<? super T> rule) {
      all.computeIfAbsent(required(tier, "tier"), same -> new ArrayList<>())
          .add(required(rule, "rule"));
    }

    boolean isEmpty() {
      return all.isEmpty();
    }

    /** Hot takes precedence, then cold; what must stay where it is can only become hot. */
    Optional<Tier> find(T value, boolean stays) {
      List<Tier> tiers = stays ? List.of(Tier.HOT) : List.of(Tier.HOT, Tier.COLD, Tier.WARM);
      return tiers.stream()
          .filter(tier -> all.getOrDefault(tier, List.of()).stream().anyMatch(it -> it.test(value)))
          .findFirst();
    }
  }

  void weights(Tier tier, Predicate<? super RegisteredVersion> rule) {
    weights.add(tier, rule);
  }

  void runs(Tier tier, Predicate<? super RunRecord> rule) {
    runs.add(tier, rule);
  }

  void predictions(Tier tier, Duration age) {
    check(!required(age, "age").isNegative(), "Invalid age: %s (must not be negative)", age);
    predictions.add(tier, least -> least.compareTo(age) >= 0);
  }

  boolean isEmpty() {
    return weights.isEmpty() && runs.isEmpty() && predictions.isEmpty();
  }

  boolean askForCold() {
    return weights.all.containsKey(Tier.COLD)
        || runs.all.containsKey(Tier.COLD)
        || predictions.all.containsKey(Tier.COLD);
  }

  /** Returns what the rules say at a time. */
  Found at(Instant now) {
    return new Found(now);
  }

  /** What the rules say: each is asked at most once about a version or a run. */
  final class Found {
    private final Instant now;
    private final Map<String, List<RegisteredVersion>> versions = new HashMap<>();
    private final Map<String, Integer> production = new HashMap<>();
    private final Map<RegisteredVersion, Optional<Tier>> ofVersions = new HashMap<>();
    private final Map<String, Optional<Tier>> ofRuns = new HashMap<>();

    private Found(Instant now) {
      this.now = now;
    }

    boolean coversWeights() {
      return !weights.isEmpty();
    }

    boolean coversRuns() {
      return !runs.isEmpty();
    }

    boolean coversPredictions() {
      return !predictions.isEmpty();
    }

    /** The version in production stays where it is, as it must load at any time. */
    Optional<Tier> weights(String model, int version) {
      List<RegisteredVersion> all =
          versions.computeIfAbsent(model, name -> models.get().allVersions(name));
      if (version > all.size()) { // registered a moment ago
        return Optional.empty();
      }
      boolean serves =
          version
              == production.computeIfAbsent(
                  model,
                  name ->
                      models.get().findNamed(name, PRODUCTION).map(ModelVersion::number).orElse(0));
      return ofVersions.computeIfAbsent(all.get(version - 1), found -> weights.find(found, serves));
    }

    /** A run in progress may read its files. */
    Optional<Tier> run(String id) {
      return ofRuns.computeIfAbsent(
          id,
          same ->
              experiments
                  .get()
                  .find(id)
                  .flatMap(run -> runs.find(run, run.status() == RunStatus.RUNNING)));
    }

    Optional<Tier> predictions(Instant last) {
      return predictions.find(Duration.between(last, now), false);
    }
  }
}

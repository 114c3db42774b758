package io.lifecycle4j.core.registry;

import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.VersionPart;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The facts of a version that conditions and orders refer to, from memory, but for parameters. */
record QueriedVersion(RegisteredVersion version, Around around) implements Facts {
  /**
   * What the facts of all versions of a model rest on.
   *
   * @param aliases those that name a version, by its number, sorted
   * @param former the versions that were in production, or are
   */
  record Around(
      ModelState state,
      Map<Integer, List<String>> aliases,
      Set<Integer> former,
      ExperimentTracker tracker) {
    static Around of(ModelState state, ExperimentTracker tracker) {
      Map<Integer, List<String>> aliases = new HashMap<>();
      state.aliases().pasts().keySet().stream()
          .sorted()
          .forEach(
              alias ->
                  state
                      .named(alias)
                      .ifPresent(
                          to -> aliases.computeIfAbsent(to, any -> new ArrayList<>()).add(alias)));
      Set<Integer> former =
          state.aliases().past(ModelRegistry.PRODUCTION).moves().stream()
              .map(AliasPast.Named::version)
              .collect(Collectors.toSet());
      return new Around(state, aliases, former, tracker);
    }

    private String stage(int version) {
      if (state.named(ModelRegistry.PRODUCTION).equals(OptionalInt.of(version))) {
        return "production";
      }
      if (state.rollout().filter(now -> now.isRunning() && now.version() == version).isPresent()) {
        return "rollout";
      }
      return former.contains(version) ? "former" : "candidate";
    }

    private Optional<Map<String, Double>> metrics(int version) {
      return state.evaluations().of(version).headline().map(named -> named.change().metrics());
    }
  }

  /** Returns the metrics of its newest evaluation; empty if it was not evaluated. */
  Map<String, Double> metrics() {
    return around.metrics(version.number()).orElse(Map.of());
  }

  @Override
  public OptionalDouble number(Subject subject) {
    if (subject == Subject.Time.REGISTERED) {
      return OptionalDouble.of(Subject.Time.millis(version.registered()));
    }
    if (subject instanceof Subject.Metric metric) {
      return around.metrics(version.number()).stream()
          .flatMap(metrics -> Stream.ofNullable(metrics.get(metric.key())))
          .mapToDouble(Double::doubleValue)
          .findFirst();
    }
    throw unknown(subject);
  }

  @Override
  public List<String> texts(Subject subject) {
    if (subject instanceof VersionPart part) {
      return texts(part);
    }
    if (subject instanceof Subject.Tag tag) {
      return Stream.ofNullable(version.notes().tags().get(tag.key())).toList();
    }
    if (subject instanceof Subject.Param param) {
      return version
          .run()
          .flatMap(around.tracker::find)
          .flatMap(run -> Optional.ofNullable(run.params().get(param.key())))
          .map(Param::text)
          .stream()
          .toList();
    }
    if (subject == Subject.Attribute.RUN_ID) {
      return version.run().stream().toList();
    }
    throw unknown(subject);
  }

  private List<String> texts(VersionPart part) {
    return switch (part) {
      case MODEL -> List.of(version.model());
      case ALIAS -> around.aliases.getOrDefault(version.number(), List.of());
      case STAGE -> List.of(around.stage(version.number()));
      case OWNER -> version.notes().owners();
      case ARCHIVED -> List.of(String.valueOf(version.notes().isArchived()));
    };
  }

  private static InvalidValueException unknown(Subject subject) {
    return new InvalidValueException("Cannot compare " + subject.words() + ": no version has it");
  }
}

package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.evaluation.KeptFigures;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.HoldoutPinned;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.VersionNotes;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a registry says about one model, as far as this process knows. Thread-safe. */
public final class ModelVersions {
  private final String model;
  private final ModelRegistry registry;

  /** What was known last: it is asked for more often than it changes. */
  private volatile Known known;

  private record Known(ModelState state, Wanted wanted) {}

  /** Reads nothing yet. */
  public ModelVersions(String model, ModelRegistry registry) {
    this.model = model;
    this.registry = registry;
    this.known = new Known(ModelState.NONE, Wanted.of(ModelState.NONE));
  }

  /** Returns the name of the model. */
  public String model() {
    return model;
  }

  /** Names a version. */
  String label(int version) {
    return model + ":" + version;
  }

  /** Returns the registry. */
  public ModelRegistry registry() {
    return registry;
  }

  /** Returns a version; throws a NotFoundException if it does not exist. */
  public ModelVersion version(int number) {
    return registry
        .find(model, number)
        .orElseThrow(
            () -> new NotFoundException("Model version does not exist: " + model + ":" + number));
  }

  /** Returns all versions with their manifests, which are read, from a number on. */
  public List<ModelVersion> from(int number) {
    List<RegisteredVersion> all = registry.versions(model);
    return all.subList(Math.min(number - 1, all.size()), all.size()).stream()
        .map(each -> version(each.number()))
        .toList();
  }

  /** Returns a version that a user has, as it is registered; rejects one of another model. */
  public ModelVersion registered(ModelVersion version) {
    check(
        required(version, "model version").model().equals(model),
        "Invalid model version: %s (must be one of %s)",
        version.label(),
        model);
    ModelVersion found = version(version.number());
    check(
        found.id().equals(version.id()),
        "Invalid model version: %s has the hash %s (the registered one has %s)",
        version.label(),
        version.id(),
        found.id());
    return found;
  }

  /** Returns what people say about a registered version. */
  VersionNotes notes(int number) {
    return registry.versions(model).get(number - 1).notes();
  }

  /**
   * Returns a version that a user has, as it is registered; rejects one that was deleted or purged,
   * also by another process a moment ago.
   *
   * @param what what is to be done with it, such as {@code evaluate}
   */
  public ModelVersion usable(String what, ModelVersion version) {
    registry.refresh();
    ModelVersion found = registered(version);
    RemovedVersions.checkUsable(
        "Cannot " + what + " " + found, state().versions().get(found.number() - 1));
    return found;
  }

  /** Returns the version that an alias names; empty if it names none. Reads no manifest. */
  public OptionalInt named(String alias) {
    return registry.named(model, alias);
  }

  /** Finds the version in production; empty if none was promoted. */
  public Optional<ModelVersion> findProduction() {
    return findNamed(ModelRegistry.PRODUCTION);
  }

  /** Finds the version that an alias names; empty if it names none. */
  public Optional<ModelVersion> findNamed(String alias) {
    if (registry instanceof StateSource own) {
      Optional<ModelVersion> found = own.findNamed(model, alias);
      if (found.isPresent()) {
        return found;
      }
    }
    OptionalInt number = named(alias); // throws if it names a version that does not exist
    return number.isPresent() ? Optional.of(version(number.getAsInt())) : Optional.empty();
  }

  /** Finds the version that an alias named at a time; empty if it named none. */
  public Optional<ModelVersion> findNamed(String alias, Instant at) {
    return named(alias, at).stream().mapToObj(this::version).findFirst();
  }

  /** Returns the version that an alias named at a time; empty if it named none. */
  public OptionalInt named(String alias, Instant at) {
    return state().aliases().past(alias).version(required(at, "time"));
  }

  /** Returns the state of the model; the same object while it does not change. */
  ModelState state() {
    return known().state;
  }

  /** Returns the holdout that judges all versions; empty if each has its own. */
  public Optional<HoldoutPinned> pinnedHoldout() {
    return state().holdout().last();
  }

  /**
   * Returns what is kept of the held-out rows of a version, from its evaluation that counts; empty
   * if it was not evaluated, or little is kept.
   */
  public Optional<KeptFigures> figures(int version) {
    return state()
        .evaluations()
        .of(version)
        .headline()
        .flatMap(named -> new EvaluationFiles(registry).figures(named.change()));
  }

  /** Returns the move of production to its version; empty if none is in production. */
  public Optional<ProductionMove> moved() {
    return state().aliases().past(ModelRegistry.PRODUCTION).by().flatMap(ProductionMove::in);
  }

  /** Returns all moves of production, the oldest first. */
  public List<ProductionMove> productionMoves() {
    return state().aliases().past(ModelRegistry.PRODUCTION).moves().stream()
        .flatMap(named -> ProductionMove.in(named.by()).stream())
        .toList();
  }

  /** Finds the newest move of production to a version up to a time. */
  public Optional<ProductionMove> findMove(int version, Instant until) {
    return productionMoves().stream()
        .filter(move -> move.version() == version && !move.time().isAfter(until))
        .reduce((before, after) -> after);
  }

  /** Returns the number in the label of a version; empty if it is that of a function. */
  public OptionalInt number(String label) {
    String digits = label.startsWith(model + ":") ? label.substring(model.length() + 1) : "";
    return digits.matches("[1-9][0-9]{0,8}")
        ? OptionalInt.of(Integer.parseInt(digits))
        : OptionalInt.empty();
  }

  /** Returns what each process is to run. */
  public Wanted wanted() {
    return known().wanted;
  }

  @SuppressWarnings("ReferenceEquality") // a state stays the same object until it changes
  private Known known() {
    Known last = known;
    ModelState state =
        registry instanceof StateSource own
            ? own.state(model)
            : last.state.after(registry.history(model), model);
    if (last.state != state) {
      last = new Known(state, Wanted.of(state));
      known = last;
    }
    return last;
  }
}

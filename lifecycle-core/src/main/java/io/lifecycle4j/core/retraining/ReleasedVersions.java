package io.lifecycle4j.core.retraining;

import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.ProductionMove;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.RolloutStarted;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the registry says was done with a version, so that no finished step is repeated after the
 * death of a process. Thread-safe.
 */
final class ReleasedVersions {
  private final ModelVersions versions;

  ReleasedVersions(ModelVersions versions) {
    this.versions = versions;
  }

  private String model() {
    return versions.model();
  }

  ModelVersion version(int number) {
    return versions.version(number);
  }

  /** Finds the version that a run trained. */
  Optional<ModelVersion> trainedBy(String run) {
    versions.registry().refresh();
    return versions.registry().versions(model()).stream()
        .filter(it -> it.run().equals(Optional.of(run)))
        .map(RegisteredVersion::number)
        .findFirst()
        .map(this::version);
  }

  /** Finds the version in production. */
  Optional<ModelVersion> production() {
    return versions.findProduction();
  }

  /** Returns when production moved last, forward or back. */
  Instant moved() {
    List<ProductionMove> moves = versions.productionMoves();
    return moves.isEmpty() ? Instant.MIN : moves.get(moves.size() - 1).time();
  }

  /** Finds what the gates of production said last of a version. */
  Optional<List<GateVerdict>> verdicts(int version) {
    return changes(Judged.class)
        .filter(it -> it.version() == version && it.alias().equals(ModelRegistry.PRODUCTION))
        .reduce((before, after) -> after)
        .map(Judged::verdicts);
  }

  /** Returns whether a version was promoted to production. */
  boolean wasPromoted(int version) {
    versions.registry().refresh();
    return versions.productionMoves().stream()
        .anyMatch(move -> move.isForward() && move.version() == version);
  }

  /** Where a version is after its promotion. */
  enum Fate {
    /** It is in production. */
    SERVES,
    /** A later version was promoted. */
    SUPERSEDED,
    /** Production went back from it. */
    ROLLED_BACK
  }

  /** Returns where a version is that was promoted. */
  Fate fate(int version) {
    Fate fate = Fate.SERVES;
    for (ProductionMove move : versions.productionMoves()) {
      if (move.version() == version) {
        fate = Fate.SERVES;
      } else if (move.isFrom(version)) {
        fate = move.isForward() ? Fate.SUPERSEDED : Fate.ROLLED_BACK;
      }
    }
    return fate;
  }

  /** Finds the latest rollout of a version. */
  Optional<String> rollout(int version) {
    versions.registry().refresh();
    return changes(RolloutStarted.class)
        .filter(it -> it.version() == version)
        .reduce((before, after) -> after)
        .map(RolloutStarted::rollout);
  }

  private <C extends Change> Stream<C> changes(Class<C> kind) {
    return versions.registry().history(model()).stream()
        .flatMap(entry -> entry.transition().changes().stream())
        .filter(change -> change.model().equals(model()))
        .filter(kind::isInstance)
        .map(kind::cast);
  }
}

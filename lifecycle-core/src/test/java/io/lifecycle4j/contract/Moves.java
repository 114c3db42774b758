package io.lifecycle4j.contract;

import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.ArmFigures;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.JudgementBasis;
import io.lifecycle4j.registry.PolicyGate;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.registry.RolloutCriteria;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.registry.RolloutEnded;
import io.lifecycle4j.registry.RolloutFigures;
import io.lifecycle4j.registry.RolloutPlan;
import io.lifecycle4j.registry.RolloutStarted;
import io.lifecycle4j.registry.RolloutStepped;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Undecided;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.registry.VersionRegistered;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What tests write into a registry, and how they read it. */
public final class Moves {
  private static final String REASON = "because of “figures”";

  private Moves() {}

  /**
   * Makes a promotion to production.
   *
   * @param model the model
   * @param from the version in production, 0 for none
   * @param to the version to promote
   * @return the transition
   */
  public static Transition promotion(String model, int from, int to) {
    return Transition.builder(Fixtures.ALICE, REASON)
        .change(judged(model, to, Verdict.PASS))
        .change(moved(model, from, to, Direction.FORWARD))
        .build();
  }

  /**
   * Makes the registration of a version without files.
   *
   * @param model the model
   * @param version the number of the version
   * @param manifest the hash of its manifest
   * @return the change
   */
  public static VersionRegistered registered(String model, int version, BlobId manifest) {
    VersionRef data = new VersionRef("rides", 1, manifest);
    return new VersionRegistered(model, version, manifest, List.of(), data, Optional.empty());
  }

  /**
   * Reads the versions of a model with their manifests.
   *
   * @param registry the registry
   * @param model the model
   * @return the versions, the first one first
   */
  public static List<ModelVersion> versions(ModelRegistry registry, String model) {
    return registry.versions(model).stream()
        .map(listed -> registry.find(model, listed.number()).orElseThrow())
        .toList();
  }

  /**
   * Makes a rejection.
   *
   * @param model the model
   * @param version the version that was rejected
   * @return the transition
   */
  public static Transition rejection(String model, int version) {
    return Transition.builder(Fixtures.ALICE, REASON)
        .change(judged(model, version, Verdict.FAIL))
        .build();
  }

  /**
   * Makes a rollback of production.
   *
   * @param model the model
   * @param from the version in production
   * @param to the version to go back to
   * @return the transition
   */
  public static Transition rollback(String model, int from, int to) {
    return Transition.builder(Fixtures.ALICE, REASON)
        .change(moved(model, from, to, Direction.BACK))
        .build();
  }

  private static Judged judged(String model, int version, Verdict verdict) {
    return judged(
        model,
        version,
        ModelRegistry.PRODUCTION,
        GateVerdict.builder("auc >= 0.92", verdict, "auc is 0.9312 ± 0.004").build());
  }

  /**
   * Makes a judgement of a version that could not be scored.
   *
   * @param model the model
   * @param version the version
   * @param alias the alias that it was judged for
   * @param verdicts the verdicts
   * @return the change
   */
  public static Judged judged(String model, int version, String alias, GateVerdict... verdicts) {
    return new Judged(
        model,
        version,
        alias,
        List.of(verdicts),
        new JudgementBasis(
            Collections.nCopies(verdicts.length, new BlobId("0d".repeat(32))),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  /**
   * Makes a move of production.
   *
   * @param model the model
   * @param from the version in production, 0 for none
   * @param to the next version in production
   * @param direction whether it is a rollback
   * @return the change
   */
  public static AliasMoved moved(String model, int from, int to, Direction direction) {
    OptionalInt before = from == 0 ? OptionalInt.empty() : OptionalInt.of(from);
    return new AliasMoved(
        model, ModelRegistry.PRODUCTION, before, OptionalLong.empty(), to, direction);
  }

  /**
   * Makes the same move by somebody who saw the alias.
   *
   * @param moved the move
   * @param entry the entry that had moved it last, by its sequence; 0 for none
   * @return the change
   */
  public static AliasMoved seen(AliasMoved moved, long entry) {
    return new AliasMoved(
        moved.model(),
        moved.alias(),
        moved.from(),
        OptionalLong.of(entry),
        moved.version(),
        moved.direction());
  }

  /** The plan of rollouts. */
  public static final RolloutPlan PLAN =
      new RolloutPlan(
          List.of(0.05, 0.25, 1.0),
          Duration.ofMinutes(30),
          Duration.ofHours(24),
          new RolloutCriteria(0.01, 1_000, 1.5, Duration.ofHours(5), Undecided.BACK));

  /** The figures of rollouts. */
  public static final RolloutFigures FIGURES =
      new RolloutFigures(
          new ArmFigures(5_000, 20, 3, Duration.ofNanos(1_015_807)),
          new ArmFigures(5_010, 25, 2, Duration.ofNanos(983_039)));

  /**
   * Makes the start of a rollout.
   *
   * @param model the model
   * @param from the version in production
   * @param to the version that begins to serve
   * @param id the id of the rollout
   * @return the change
   */
  public static RolloutStarted rollout(String model, int from, int to, String id) {
    return new RolloutStarted(model, to, from, OptionalLong.empty(), id, PLAN);
  }

  /**
   * Makes the next step of a rollout.
   *
   * @param model the model
   * @param version the version that serves more
   * @param id the id of the rollout
   * @param step the number of the step
   * @return the change
   */
  public static RolloutStepped stepped(String model, int version, String id, int step) {
    return new RolloutStepped(model, version, id, step, PLAN.shares().get(step), FIGURES);
  }

  /**
   * Makes the end of a rollout.
   *
   * @param model the model
   * @param version the version
   * @param id the id of the rollout
   * @param end how it ends
   * @return the change
   */
  public static RolloutEnded ended(String model, int version, String id, RolloutEnd end) {
    return new RolloutEnded(model, version, id, end, FIGURES);
  }

  /**
   * Returns the move of an alias.
   *
   * @param record a promotion or a rollback
   * @return the change
   */
  public static AliasMoved moved(AuditRecord record) {
    return record.transition().find(AliasMoved.class).orElseThrow();
  }

  /**
   * Says in a word or two what happened.
   *
   * @param record a record of the trail
   * @return "registered", "promoted", "evaluated", "judged", "rejected", "rolled back" or "unknown"
   */
  public static String what(AuditRecord record) {
    Transition transition = record.transition();
    Optional<AliasMoved> moved = transition.find(AliasMoved.class);
    if (moved.isPresent()) {
      return moved.get().direction() == Direction.BACK ? "rolled back" : "promoted";
    }
    Optional<Judged> judged = transition.find(Judged.class);
    if (judged.isPresent()) {
      return judged.get().passed() ? "judged" : "rejected";
    }
    if (transition.find(Evaluated.class).isPresent()) {
      return "evaluated";
    }
    return transition.find(VersionRegistered.class).isPresent() ? "registered" : "unknown";
  }

  /**
   * Makes a policy.
   *
   * @param gates the ids of gates of one's own
   * @return the policy
   */
  public static PromotionPolicy policy(String... gates) {
    return PromotionPolicy.builder()
        .gates(Stream.of(gates).map(id -> new PolicyGate(id, "{}", id)).toList())
        .build();
  }
}

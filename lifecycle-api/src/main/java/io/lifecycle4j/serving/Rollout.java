package io.lifecycle4j.serving;

import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.RolloutFigures;
import io.lifecycle4j.registry.RolloutPlan;
import java.util.List;

/**
 * A rollout: a version serves a growing share of the requests, step by step.
 *
 * <p>Each method reads the registry, so all processes see the same, even after a restart. The key
 * of a call decides which version serves it. A key that the new version serves stays with it while
 * the share grows. Calls without a key are spread at random. The requests that the new version
 * serves are compared with an equally large share of those to the version in production, the
 * control. Each process records its counts every second, and one of them decides.
 *
 * <p>Thread-safe. Usable until the model is closed.
 */
public interface Rollout {
  /** The state of a rollout. Further states may be added: a switch needs a default branch. */
  enum State {
    /** The version serves a share of the requests. */
    RUNNING,
    /**
     * The version is in production, but may still be rolled back; the previous version stays
     * loaded.
     */
    BAKING,
    /** The version is in production. */
    PROMOTED,
    /** A condition failed, or a step stayed undecided. The previous version serves again. */
    TURNED_BACK,
    /** A person ended it. The previous version serves again. */
    ABORTED,
    /** Production was moved by another promotion or a rollback. */
    SUPERSEDED
  }

  /**
   * Returns the id, which also decides which keys are served by the version.
   *
   * @return the id
   */
  String id();

  /**
   * Returns the version that is rolled out.
   *
   * @return the number of the version
   */
  int version();

  /**
   * Returns how the share grows.
   *
   * @return the plan
   */
  RolloutPlan plan();

  /**
   * Returns the state of the rollout.
   *
   * @return the state
   */
  State state();

  /**
   * Returns the number of the current step, or of the last one if the rollout has ended.
   *
   * @return the number, from 0
   */
  int step();

  /**
   * Returns the share of requests that this rollout sends to the version.
   *
   * @return the share, 0 to 1
   */
  double share();

  /**
   * Returns the figures of the current step, summed over all processes and at most a few seconds
   * old. Once the rollout has ended, they are those of all steps together.
   *
   * @return the figures
   */
  RolloutFigures figures();

  /**
   * Returns the start, every decision and the end, each with its figures and reason.
   *
   * @return the records of the audit trail, oldest first
   */
  List<AuditRecord> decisions();

  /**
   * Ends the rollout. The previous version serves all requests again. While the version bakes, this
   * is a rollback.
   *
   * @param actor the person or service that ends it
   * @param reason the reason, stored with text that looks like a secret redacted
   * @return the record, durable on return
   * @throws io.lifecycle4j.error.ConflictException if the rollout has ended
   * @throws io.lifecycle4j.error.ModelUnavailableException if the version bakes, and no earlier one
   *     can be loaded
   * @throws io.lifecycle4j.error.OverloadedException if an earlier one is not loaded within five
   *     minutes
   */
  AuditRecord abort(Actor actor, String reason);
}

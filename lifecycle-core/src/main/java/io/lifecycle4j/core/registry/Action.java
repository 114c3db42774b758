package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.ModelAction;
import java.util.Locale;

/** What somebody decides about a model. */
public enum Action {
  REGISTER("a registration"),
  IMPORT("an import"),
  JUDGE("a judgement"),
  PROMOTE("a promotion"),
  /** A promotion past the policy. */
  OVERRIDE("an override"),
  ROLL_BACK("a rollback"),
  ROLL_OUT("a rollout"),
  /** A rollout goes on to its next step, or has baked. */
  STEP("a step of a rollout"),
  /** A rollout ends by its figures. */
  TURN_BACK("the end of a rollout"),
  /** A person ends a rollout. */
  ABORT("an abort"),
  /** A shadow is started or stopped. */
  SHADOW("a shadow"),
  DESCRIBE("a description"),
  /** The policy of an alias is set. */
  SET_POLICY("a policy"),
  LOCK("a lock"),
  UNLOCK("an end of a lock"),
  DELETE("a deletion"),
  RESTORE("a restoration"),
  PURGE("a purge"),
  /** The holdout of all versions is chosen. */
  PIN_HOLDOUT("a holdout"),
  APPROVE("an approval"),
  /** An approval is taken back. */
  WITHDRAW("the withdrawal of an approval"),
  /** Signatures of entries are required, or no longer required. */
  SET_SIGNING("a rule for signatures");

  private final String what;

  Action(String what) {
    this.what = what;
  }

  /**
   * Returns whether the {@link Authorizer} is asked for it. Who started a rollout answers for the
   * rest.
   */
  boolean isAsked() {
    return this != STEP && this != TURN_BACK;
  }

  /** Returns it as the {@link Authorizer} knows it. */
  ModelAction asked() {
    return new ModelAction(name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  @Override
  public String toString() {
    return what;
  }
}

package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.ModelAction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What somebody decides about a model. */
public enum Action {
  REGISTER("a registration", ModelAction.REGISTER),
  IMPORT("an import", ModelAction.IMPORT),
  JUDGE("a judgement", ModelAction.JUDGE),
  PROMOTE("a promotion", ModelAction.PROMOTE),
  /** A promotion past the policy. */
  OVERRIDE("an override", ModelAction.OVERRIDE),
  ROLL_BACK("a rollback", ModelAction.ROLL_BACK),
  ROLL_OUT("a rollout", ModelAction.ROLL_OUT),
  /** A rollout goes on to its next step, or has baked. */
  STEP("a step of a rollout", null),
  /** A rollout ends by its figures. */
  TURN_BACK("the end of a rollout", null),
  /** A person ends a rollout. */
  ABORT("an abort", ModelAction.ABORT),
  /** A shadow is started or stopped. */
  SHADOW("a shadow", ModelAction.SHADOW),
  DESCRIBE("a description", ModelAction.DESCRIBE),
  REMOVE_ALIAS("a removal of an alias", ModelAction.REMOVE_ALIAS),
  /** The policy of an alias is set. */
  SET_POLICY("a policy", ModelAction.SET_POLICY),
  LOCK("a lock", ModelAction.LOCK),
  UNLOCK("an end of a lock", ModelAction.UNLOCK),
  DELETE("a deletion", ModelAction.DELETE),
  RESTORE("a restoration", ModelAction.RESTORE),
  PURGE("a purge", ModelAction.PURGE),
  /** The holdout of all versions is chosen. */
  PIN_HOLDOUT("a holdout", ModelAction.PIN_HOLDOUT),
  APPROVE("an approval", ModelAction.APPROVE),
  /** An approval is taken back. */
  WITHDRAW("the withdrawal of an approval", ModelAction.WITHDRAW),
  /** Signatures of entries are required, or no longer required. */
  SET_SIGNING("a rule for signatures", ModelAction.SET_SIGNING);

  private final String what;

  @SuppressWarnings("ImmutableEnumChecker") // a record of a text
  private final @Nullable ModelAction asked;

  Action(String what, @Nullable ModelAction asked) {
    this.what = what;
    this.asked = asked;
  }

  /**
   * Returns it as the {@link Authorizer} knows it; empty if that is not asked, since who started a
   * rollout answers for the rest.
   */
  Optional<ModelAction> asked() {
    return Optional.ofNullable(asked);
  }

  @Override
  public String toString() {
    return what;
  }
}

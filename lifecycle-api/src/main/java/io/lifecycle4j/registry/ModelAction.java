package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;

/**
 * What somebody does to a model, as an {@link Authorizer} receives it. Later versions of the
 * library may add others.
 *
 * @param name the name, such as {@code promote}
 */
public record ModelAction(String name) {
  /** A version is trained or taken in from elsewhere. */
  public static final ModelAction REGISTER = new ModelAction("register");

  /** A version that another home exported is registered. */
  public static final ModelAction IMPORT = new ModelAction("import");

  /** A version is evaluated, judged or stressed on held-out rows. */
  public static final ModelAction JUDGE = new ModelAction("judge");

  /** An alias is moved to a version. */
  public static final ModelAction PROMOTE = new ModelAction("promote");

  /** An alias is moved back to an earlier version. */
  public static final ModelAction ROLL_BACK = new ModelAction("roll-back");

  /** A rollout is started. No further request follows for its steps, nor when figures end it. */
  public static final ModelAction ROLL_OUT = new ModelAction("roll-out");

  /** A rollout is ended by a person. */
  public static final ModelAction ABORT = new ModelAction("abort");

  /** A shadow is started or stopped. */
  public static final ModelAction SHADOW = new ModelAction("shadow");

  /** A version is described or archived. */
  public static final ModelAction DESCRIBE = new ModelAction("describe");

  /** A version is deleted. */
  public static final ModelAction DELETE = new ModelAction("delete");

  /** A deleted version is restored. */
  public static final ModelAction RESTORE = new ModelAction("restore");

  /** A version is purged. */
  public static final ModelAction PURGE = new ModelAction("purge");

  /** An alias is removed. */
  public static final ModelAction REMOVE_ALIAS = new ModelAction("remove-alias");

  /** The policy of an alias is set. */
  public static final ModelAction SET_POLICY = new ModelAction("set-policy");

  /** A version is promoted that does not fulfil the policy. */
  public static final ModelAction OVERRIDE = new ModelAction("override");

  /** Promotions are locked. */
  public static final ModelAction LOCK = new ModelAction("lock");

  /** Promotions are unlocked. */
  public static final ModelAction UNLOCK = new ModelAction("unlock");

  /** The holdout that judges all versions is chosen. */
  public static final ModelAction PIN_HOLDOUT = new ModelAction("pin-holdout");

  /** A version is approved for an alias. */
  public static final ModelAction APPROVE = new ModelAction("approve");

  /** An approval is withdrawn. */
  public static final ModelAction WITHDRAW = new ModelAction("withdraw");

  /** Signatures of entries are required, or no longer required; asked for each model. */
  public static final ModelAction SET_SIGNING = new ModelAction("set-signing");

  /** Checks the name. */
  public ModelAction {
    checkName("action", name);
  }

  /** Returns the name. */
  @Override
  public String toString() {
    return name;
  }
}

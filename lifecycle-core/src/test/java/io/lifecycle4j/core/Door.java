package io.lifecycle4j.core;

import io.lifecycle4j.registry.ActionRequest;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.ModelAction;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A call that changes what a registry says.
 *
 * @param request what the authorizer is asked
 * @param before what must have happened
 * @param after what takes that back
 */
record Door(
    ActionRequest request,
    Consumer<GuardedFlowers> before,
    Consumer<GuardedFlowers> call,
    Consumer<GuardedFlowers> after) {
  static Door of(ModelAction action, Actor actor, Consumer<GuardedFlowers> call) {
    return new Door(
        new ActionRequest(actor, action, "species", Optional.empty()), in -> {}, call, in -> {});
  }

  /** A training by whoever runs this process. */
  static Door training(Consumer<GuardedFlowers> call) {
    return registering(Actor.by(System.getProperty("user.name")), call);
  }

  static Door registering(Actor actor, Consumer<GuardedFlowers> call) {
    return of(ModelAction.REGISTER, actor, call);
  }

  Door about(String alias) {
    ActionRequest other =
        new ActionRequest(request.actor(), request.action(), "species", Optional.of(alias));
    return new Door(other, before, call, after);
  }

  /** Returns the same that ends what began before. */
  Door ending(Consumer<GuardedFlowers> begin) {
    return new Door(request, begin, call, call);
  }
}

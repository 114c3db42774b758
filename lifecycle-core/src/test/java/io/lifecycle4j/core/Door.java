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
 */
record Door(ActionRequest request, Consumer<GuardedFlowers> before, Consumer<GuardedFlowers> call) {
  static Door of(ModelAction action, Actor actor, Consumer<GuardedFlowers> call) {
    return new Door(new ActionRequest(actor, action, "species", Optional.empty()), in -> {}, call);
  }

  Door about(String alias) {
    ActionRequest other =
        new ActionRequest(request.actor(), request.action(), "species", Optional.of(alias));
    return new Door(other, before, call);
  }

  Door after(Consumer<GuardedFlowers> first) {
    return new Door(request, first, call);
  }
}

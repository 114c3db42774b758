package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Optional;

/**
 * What somebody is about to do to a model.
 *
 * @param actor who does it; the user of the process for calls that name no actor, such as training
 * @param action what is done
 * @param model the name of the model
 * @param alias the alias that it is about, such as {@code production}; empty if it is about none
 */
public record ActionRequest(Actor actor, ModelAction action, String model, Optional<String> alias) {
  /** Checks the parts. */
  public ActionRequest {
    required(actor, "actor");
    required(action, "action");
    checkName("model", model);
    required(alias, "alias").ifPresent(name -> checkName("alias", name));
  }

  /** Returns it in words, such as {@code promote fraud (production)}, without the actor. */
  @Override
  public String toString() {
    return action + " " + model + alias.map(name -> " (" + name + ")").orElse("");
  }
}

package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.LifecycleException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which version is in production, and which one answers here.
 *
 * @param state how the two compare
 * @param production the number of the version in production, empty when none was promoted
 * @param serving the number of the version that answers here, empty when none or a function does
 * @param failure why the version in production could not be loaded here the last time; present in
 *     the state {@link State#FAILED} alone
 */
public record ServingStatus(
    State state,
    OptionalInt production,
    OptionalInt serving,
    Optional<LifecycleException> failure) {
  /** Checks the parts. */
  public ServingStatus {
    required(state, "state");
    required(production, "production");
    required(serving, "serving");
    required(failure, "failure");
  }

  /**
   * How serving and the registry compare. More states may come: a switch needs a default branch.
   */
  public enum State {
    /** The version in production answers. */
    CURRENT,
    /** The version in production is being loaded; {@code serving} answers until then. */
    LOADING,
    /**
     * The version in production cannot be loaded here, and is tried again; {@code serving} answers.
     */
    FAILED,
    /** No version was promoted. */
    EMPTY,
    /** A function answers, whatever is in production. */
    FUNCTION
  }

  /**
   * Returns whether the version in production serves here.
   *
   * @return whether the state is {@link State#CURRENT}
   */
  public boolean isCurrent() {
    return state == State.CURRENT;
  }

  @Override
  public String toString() {
    return switch (state) {
      case EMPTY -> "no version in production";
      case FUNCTION -> "a function serves; " + inProduction();
      case CURRENT -> inProduction() + " and serves";
      default ->
          inProduction()
              + (serving.isPresent() ? ", version " + serving.getAsInt() : ", none")
              + " serves: "
              + failure.map(e -> String.valueOf(e.getMessage())).orElse("it is being loaded");
    };
  }

  private String inProduction() {
    return production.isPresent()
        ? "version " + production.getAsInt() + " is in production"
        : "no version in production";
  }
}

package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.LifecycleException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The version in production, and the version that serves in this process.
 *
 * @param state how the two compare
 * @param production the number of the version in production, empty if none was promoted
 * @param serving the number of the version that serves in this process, empty if none or a function
 *     serves
 * @param engine the name of the engine that runs it, such as {@code java} or {@code djl}; empty if
 *     none serves or a function does
 * @param failure why the last attempt to load the version in production failed, or why its
 *     predictions fail; present only in the states {@link State#FAILED} and {@link
 *     State#SUBSTITUTED}
 */
public record ServingStatus(
    State state,
    OptionalInt production,
    OptionalInt serving,
    Optional<String> engine,
    Optional<LifecycleException> failure) {
  /** Checks the parts. */
  public ServingStatus {
    required(state, "state");
    required(production, "production");
    required(serving, "serving");
    required(engine, "engine");
    required(failure, "failure");
  }

  /**
   * How serving compares with the registry. States may be added: a switch needs a default branch.
   */
  public enum State {
    /** The version in production serves. */
    CURRENT,
    /** The version in production is being loaded; {@code serving} serves until then. */
    LOADING,
    /**
     * The version in production could not be loaded, and loading is retried; {@code serving}
     * serves.
     */
    FAILED,
    /**
     * The version in production is loaded, but too many of its predictions fail: {@code serving},
     * which was in production before, or a fallback function serves. The version is retried after a
     * minute.
     */
    SUBSTITUTED,
    /** No version was promoted. */
    EMPTY,
    /** A function serves, regardless of the version in production. */
    FUNCTION
  }

  /**
   * Returns whether the version in production serves in this process.
   *
   * @return true if the state is {@link State#CURRENT}
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
              + (serving.isPresent() ? ", version " + serving.getAsInt() : ", " + unversioned())
              + " serves: "
              + failure.map(e -> String.valueOf(e.getMessage())).orElse("it is being loaded");
    };
  }

  private String unversioned() {
    return state == State.SUBSTITUTED ? "a function" : "none";
  }

  private String inProduction() {
    return production.isPresent()
        ? "version " + production.getAsInt() + " is in production"
        : "no version in production";
  }
}

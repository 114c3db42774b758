package io.lifecycle4j.registry;

/**
 * Decides who may do what to a model.
 *
 * <pre>{@code
 * Lifecycle.builder()
 *     .authorizer(request -> !request.action().equals(PROMOTE) || LEADS.contains(request.actor()))
 * }</pre>
 *
 * <p>It is asked before anything is looked at, loaded or moved, and again before an entry is
 * written, so twice for what takes long. It knows the actor that the caller names: that the caller
 * is that actor is for the application to establish. The steps of a rollout are not asked for, who
 * started it answers for them. Must be thread-safe, and should answer at once.
 */
@FunctionalInterface
public interface Authorizer {
  /** Allows everybody everything. */
  Authorizer ALL = request -> true;

  /**
   * Returns whether somebody may do what is requested. Whatever it throws refuses, too; that is the
   * cause of the {@link io.lifecycle4j.error.NotAllowedException}. The message of a {@code
   * NotAllowedException} that it throws becomes part of the message.
   *
   * @param request who wants to do what
   * @return whether it is allowed
   */
  boolean allows(ActionRequest request);
}

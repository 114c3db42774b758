package io.lifecycle4j.registry;

/**
 * Decides who may do what to a model.
 *
 * <pre>{@code
 * Lifecycle.builder()
 *     .authorizer(request -> !request.action().equals(PROMOTE) || LEADS.contains(request.actor()))
 * }</pre>
 *
 * <p>It is called before anything is read, loaded or moved, and again before an entry is written,
 * so twice for a long operation. It receives the actor that the caller names: the application has
 * to verify that the caller is that actor. It is not called for the steps of a rollout: whoever
 * started the rollout is responsible for them. Must be thread-safe, and should return at once.
 */
@FunctionalInterface
public interface Authorizer {
  /** Allows everybody everything. */
  Authorizer ALL = request -> true;

  /**
   * Returns whether somebody may do what is requested. An exception refuses too, and becomes the
   * cause of the {@link io.lifecycle4j.error.NotAllowedException}. If it is a {@code
   * NotAllowedException} itself, its message becomes part of the message.
   *
   * @param request who wants to do what
   * @return whether it is allowed
   */
  boolean allows(ActionRequest request);
}

package io.lifecycle4j.spring;

import io.lifecycle4j.registry.Actor;

/**
 * Knows by whom the audit trail says that something is done: {@code model.promote(version,
 * current.actor(), reason)}.
 *
 * <p>With Spring Security, it is the user of the security context of the calling thread; without a
 * user, or without Spring Security, it is the application, by {@code spring.application.name}.
 * Define a bean of this type for another rule. Thread-safe.
 */
@FunctionalInterface
public interface CurrentActor {
  /**
   * Returns who acts now.
   *
   * @return the person or service
   */
  Actor actor();
}

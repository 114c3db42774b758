/**
 * The registry in a journal, the gates before a promotion, and rollbacks.
 *
 * <p>Start at {@link io.lifecycle4j.core.registry.Registries}.
 */
@NullMarked
package io.lifecycle4j.core.registry;

import org.jspecify.annotations.NullMarked;

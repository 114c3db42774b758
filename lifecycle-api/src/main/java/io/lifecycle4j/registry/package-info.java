/**
 * Registered models, their aliases, the gates before a promotion, and the audit trail.
 *
 * <p>Start at {@link io.lifecycle4j.registry.Models}; backends implement {@link
 * io.lifecycle4j.registry.spi.ModelRegistry}. A version is immutable; only aliases move, and each
 * move appends one record to the audit trail.
 */
@NullMarked
package io.lifecycle4j.registry;

import org.jspecify.annotations.NullMarked;

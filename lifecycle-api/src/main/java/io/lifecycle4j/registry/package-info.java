/**
 * Registered models, the aliases that name their versions, the gates before a promotion, and the
 * audit trail of every move.
 *
 * <p>Start at {@link io.lifecycle4j.registry.Models}; backends implement {@link
 * io.lifecycle4j.registry.ModelRegistry}. A version is immutable; only aliases move, and each move
 * appends one record to the trail.
 */
@NullMarked
package io.lifecycle4j.registry;

import org.jspecify.annotations.NullMarked;

/**
 * Conditions over named numbers, the same for queries, gates and alerts.
 *
 * <p>Start at {@link io.lifecycle4j.condition.Conditions}.
 */
@NullMarked
package io.lifecycle4j.condition;

import org.jspecify.annotations.NullMarked;

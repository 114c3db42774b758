/**
 * Conditions on facts of runs and models, for queries, gates and alerts.
 *
 * <p>Start at {@link io.lifecycle4j.condition.Conditions}. A condition is a value that can be
 * converted to text and parsed again; it is evaluated on {@link io.lifecycle4j.condition.Facts}.
 */
@NullMarked
package io.lifecycle4j.condition;

import org.jspecify.annotations.NullMarked;

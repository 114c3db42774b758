/**
 * Conditions over what is known of runs and models, the same for queries, gates and alerts.
 *
 * <p>Start at {@link io.lifecycle4j.condition.Conditions}. A condition is a value that prints as a
 * text and reads back; whoever evaluates it shows it {@link io.lifecycle4j.condition.Facts}.
 */
@NullMarked
package io.lifecycle4j.condition;

import org.jspecify.annotations.NullMarked;

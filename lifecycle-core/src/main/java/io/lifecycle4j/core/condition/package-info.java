/**
 * Parses conditions and orders, and matches LIKE patterns.
 *
 * <p>Start at {@link io.lifecycle4j.core.condition.ConditionParser}.
 */
@NullMarked
package io.lifecycle4j.core.condition;

import org.jspecify.annotations.NullMarked;

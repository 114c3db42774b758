/**
 * Parsers of conditions and orderings, and the patterns of LIKE.
 *
 * <p>Start at {@link io.lifecycle4j.core.condition.ConditionParser}.
 */
@NullMarked
package io.lifecycle4j.core.condition;

import org.jspecify.annotations.NullMarked;

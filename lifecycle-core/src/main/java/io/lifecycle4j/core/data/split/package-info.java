/**
 * Splits: the roles that a plan assigns to rows, the cuts it needs, and the audit of both.
 *
 * <p>Start at {@link io.lifecycle4j.core.data.split.Assignment}; {@code Roles} decides for one row.
 */
@NullMarked
package io.lifecycle4j.core.data.split;

import org.jspecify.annotations.NullMarked;

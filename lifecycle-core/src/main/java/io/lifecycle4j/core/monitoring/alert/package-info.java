/**
 * The alerts of a model: what opens, keeps and clears them, and who receives them.
 *
 * <p>Start at {@link io.lifecycle4j.core.monitoring.alert.AlertBook}.
 */
@NullMarked
package io.lifecycle4j.core.monitoring.alert;

import org.jspecify.annotations.NullMarked;

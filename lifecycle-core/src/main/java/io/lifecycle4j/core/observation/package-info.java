/**
 * Calls the observers of a home, so that none of them can hurt what is observed.
 *
 * <p>Start at {@link io.lifecycle4j.core.observation.Observers}.
 */
@NullMarked
package io.lifecycle4j.core.observation;

import org.jspecify.annotations.NullMarked;

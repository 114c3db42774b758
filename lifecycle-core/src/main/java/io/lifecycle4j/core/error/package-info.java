/**
 * What goes wrong while something else is being done.
 *
 * <p>Start at {@link io.lifecycle4j.core.error.Closing}.
 */
@NullMarked
package io.lifecycle4j.core.error;

import org.jspecify.annotations.NullMarked;

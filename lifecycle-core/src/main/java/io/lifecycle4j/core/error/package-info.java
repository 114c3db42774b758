/**
 * What goes wrong while something else is being done, and the threads that outlive it.
 *
 * <p>Start at {@link io.lifecycle4j.core.error.OwnedThread} and {@link
 * io.lifecycle4j.core.error.Ending}.
 */
@NullMarked
package io.lifecycle4j.core.error;

import org.jspecify.annotations.NullMarked;

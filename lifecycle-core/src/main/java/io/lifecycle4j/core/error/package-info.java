/**
 * Failures during other work, and the threads that survive them.
 *
 * <p>Start at {@link io.lifecycle4j.core.error.OwnedThread} and {@link
 * io.lifecycle4j.core.error.Ending}.
 */
@NullMarked
package io.lifecycle4j.core.error;

import org.jspecify.annotations.NullMarked;

/**
 * Serving: versions in use, hot swap, the log of predictions, and the hooks that watch them.
 *
 * <p>Start at {@link io.lifecycle4j.core.serving.ModelServer}.
 */
@NullMarked
package io.lifecycle4j.core.serving;

import org.jspecify.annotations.NullMarked;

/**
 * Serving: versions in use, hot swap, and observers.
 *
 * <p>Start at {@link io.lifecycle4j.core.serving.ModelServer}.
 */
@NullMarked
package io.lifecycle4j.core.serving;

import org.jspecify.annotations.NullMarked;

/**
 * Implemented by engines, which load models and run them.
 *
 * <p>Start at {@link io.lifecycle4j.model.spi.Engine}.
 */
@NullMarked
package io.lifecycle4j.model.spi;

import org.jspecify.annotations.NullMarked;

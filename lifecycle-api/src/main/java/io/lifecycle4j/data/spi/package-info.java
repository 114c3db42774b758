/**
 * Implemented by backends that keep datasets.
 *
 * <p>Start at {@link io.lifecycle4j.data.spi.DatasetStore}.
 */
@NullMarked
package io.lifecycle4j.data.spi;

import org.jspecify.annotations.NullMarked;

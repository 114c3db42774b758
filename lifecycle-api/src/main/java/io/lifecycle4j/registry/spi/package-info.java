/**
 * Implemented by backends that store model versions.
 *
 * <p>Start at {@link io.lifecycle4j.registry.spi.ModelRegistry}.
 */
@NullMarked
package io.lifecycle4j.registry.spi;

import org.jspecify.annotations.NullMarked;

/**
 * Implemented by storage backends.
 *
 * <p>Start at {@link io.lifecycle4j.storage.spi.Medium}: the storage of a complete home.
 */
@NullMarked
package io.lifecycle4j.storage.spi;

import org.jspecify.annotations.NullMarked;

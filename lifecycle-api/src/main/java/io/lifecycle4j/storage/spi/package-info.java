/**
 * Implemented by storage backends.
 *
 * <p>Start at {@link io.lifecycle4j.storage.spi.Medium}: blobs and journals that keep a whole home.
 */
@NullMarked
package io.lifecycle4j.storage.spi;

import org.jspecify.annotations.NullMarked;

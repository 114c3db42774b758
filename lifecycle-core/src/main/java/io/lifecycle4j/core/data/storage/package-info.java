/**
 * Stores the bytes of files: as one blob, in chunks, or by reference.
 *
 * <p>Start at {@link io.lifecycle4j.core.data.storage.KeptFiles}.
 */
@NullMarked
package io.lifecycle4j.core.data.storage;

import org.jspecify.annotations.NullMarked;

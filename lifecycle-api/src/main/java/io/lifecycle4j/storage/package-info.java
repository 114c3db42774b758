/**
 * The two primitives on which all storage is built: immutable blobs and append-only journals.
 *
 * <p>Start at {@link io.lifecycle4j.storage.spi.Medium}. An implementation of a medium for another
 * storage can store a complete home; everything else depends only on these interfaces.
 */
@NullMarked
package io.lifecycle4j.storage;

import org.jspecify.annotations.NullMarked;

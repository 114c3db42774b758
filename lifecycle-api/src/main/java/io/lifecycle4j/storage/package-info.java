/**
 * The two primitives that everything kept is made of: immutable blobs and append-only journals.
 *
 * <p>Start at {@link io.lifecycle4j.storage.spi.Medium}. Who implements a medium for another
 * storage carries a whole home there; everything else is written against these interfaces alone.
 */
@NullMarked
package io.lifecycle4j.storage;

import org.jspecify.annotations.NullMarked;

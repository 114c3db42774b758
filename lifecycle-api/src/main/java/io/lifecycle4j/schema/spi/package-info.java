/**
 * Implemented to provide custom tasks.
 *
 * <p>See {@link io.lifecycle4j.schema.spi.TaskProvider}.
 */
@NullMarked
package io.lifecycle4j.schema.spi;

import org.jspecify.annotations.NullMarked;

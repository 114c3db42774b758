/**
 * Implemented to make own tasks known.
 *
 * <p>See {@link io.lifecycle4j.schema.spi.TaskProvider}.
 */
@NullMarked
package io.lifecycle4j.schema.spi;

import org.jspecify.annotations.NullMarked;

/**
 * Homes and managed models, put together from the rooms beside it.
 *
 * <p>Users come here through {@code io.lifecycle4j.Lifecycle}.
 */
@NullMarked
package io.lifecycle4j.core;

import org.jspecify.annotations.NullMarked;

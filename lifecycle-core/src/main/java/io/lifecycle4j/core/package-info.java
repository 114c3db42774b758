/**
 * Homes and managed models, assembled from the packages below.
 *
 * <p>Users get them through {@code io.lifecycle4j.Lifecycle}.
 */
@NullMarked
package io.lifecycle4j.core;

import org.jspecify.annotations.NullMarked;

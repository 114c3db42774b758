/**
 * Internal contract between {@link io.lifecycle4j.Lifecycle} and its implementation; not needed by
 * users.
 */
@NullMarked
package io.lifecycle4j.spi;

import org.jspecify.annotations.NullMarked;

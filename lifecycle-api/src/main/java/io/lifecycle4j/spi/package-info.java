/** Implemented by the library behind {@link io.lifecycle4j.Lifecycle}; users need none of it. */
@NullMarked
package io.lifecycle4j.spi;

import org.jspecify.annotations.NullMarked;

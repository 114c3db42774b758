/** Implemented by the library behind {@link io.lifecycle4j.training.Examples}. */
@NullMarked
package io.lifecycle4j.training.spi;

import org.jspecify.annotations.NullMarked;

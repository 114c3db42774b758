/** Implemented by the library behind {@link io.lifecycle4j.preprocessing.Preprocessing}. */
@NullMarked
package io.lifecycle4j.preprocessing.spi;

import org.jspecify.annotations.NullMarked;

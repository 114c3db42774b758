/** Implemented by the library behind {@link io.lifecycle4j.condition.Conditions#parse}. */
@NullMarked
package io.lifecycle4j.condition.spi;

import org.jspecify.annotations.NullMarked;

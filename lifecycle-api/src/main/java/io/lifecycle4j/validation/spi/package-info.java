/** Implemented by the library behind {@link io.lifecycle4j.validation.ValidationReport}. */
@NullMarked
package io.lifecycle4j.validation.spi;

import org.jspecify.annotations.NullMarked;

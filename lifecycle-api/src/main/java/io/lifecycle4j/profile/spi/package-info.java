/** Implemented by the library behind {@link io.lifecycle4j.profile.Profile#markdown}. */
@NullMarked
package io.lifecycle4j.profile.spi;

import org.jspecify.annotations.NullMarked;

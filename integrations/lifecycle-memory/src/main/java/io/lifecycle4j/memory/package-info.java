/** A home in memory, for tests, opened by the location {@code memory:new}. */
@NullMarked
package io.lifecycle4j.memory;

import org.jspecify.annotations.NullMarked;

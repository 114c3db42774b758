/**
 * How the bytes of a file are taken in and kept: as one blob, in chunks, or by reference.
 *
 * <p>Start at {@link io.lifecycle4j.core.data.keeping.KeptFiles}.
 */
@NullMarked
package io.lifecycle4j.core.data.keeping;

import org.jspecify.annotations.NullMarked;

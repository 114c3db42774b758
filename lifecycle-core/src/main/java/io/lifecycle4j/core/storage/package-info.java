/**
 * The media of a home: a directory, and memory.
 *
 * <p>Start at {@link io.lifecycle4j.core.storage.Media}. How every byte lies on disk is in {@code
 * docs/FORMAT.md}.
 */
@NullMarked
package io.lifecycle4j.core.storage;

import org.jspecify.annotations.NullMarked;

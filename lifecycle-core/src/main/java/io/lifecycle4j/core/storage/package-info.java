/**
 * The media of a home, a directory or memory, and what all rooms keep their state with.
 *
 * <p>Start at {@link io.lifecycle4j.core.storage.Media}; {@link io.lifecycle4j.core.storage.Fold}
 * is the state of a journal. Other rooms see this package alone, not those below it. How every byte
 * lies on disk is in {@code docs/FORMAT.md}.
 */
@NullMarked
package io.lifecycle4j.core.storage;

import org.jspecify.annotations.NullMarked;

/**
 * The media of a home, a directory or memory, and what all rooms keep their state with.
 *
 * <p>Start at {@link io.lifecycle4j.core.storage.Media}; {@link io.lifecycle4j.core.storage.Fold}
 * is the state of a journal. Other rooms use this package, not those below it. {@code
 * docs/FORMAT.md} specifies the format on disk.
 */
@NullMarked
package io.lifecycle4j.core.storage;

import org.jspecify.annotations.NullMarked;

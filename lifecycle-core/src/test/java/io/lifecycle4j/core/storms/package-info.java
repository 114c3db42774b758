/**
 * Many processes on one home: killed at any moment, or all writing at once.
 *
 * <p>Start at {@code KillStorm} and {@code ContentionStorm}. What a child was told is noted outside
 * of the home, and nothing of it may be missing.
 */
@NullMarked
package io.lifecycle4j.core.storms;

import org.jspecify.annotations.NullMarked;

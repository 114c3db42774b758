/**
 * Summarises rows in one pass and bounded memory.
 *
 * <p>Start at {@link io.lifecycle4j.core.profile.Profiler}. What is summarised of a row is said by
 * {@link io.lifecycle4j.core.profile.Statistics}, which the watch over live inputs shares, so that
 * both sides of a comparison mean the same.
 */
@NullMarked
package io.lifecycle4j.core.profile;

import org.jspecify.annotations.NullMarked;

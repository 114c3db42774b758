/**
 * Profiles rows in one pass and bounded memory.
 *
 * <p>Start at {@link io.lifecycle4j.core.profile.Profiler}. {@link
 * io.lifecycle4j.core.profile.Statistics} defines the values profiled of a row; monitoring of live
 * inputs uses the same, so that both sides are comparable.
 */
@NullMarked
package io.lifecycle4j.core.profile;

import org.jspecify.annotations.NullMarked;

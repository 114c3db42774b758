/**
 * What engines share.
 *
 * <p>Start at {@link io.lifecycle4j.core.engine.NativeStart} for the start of a native library, and
 * {@link io.lifecycle4j.core.engine.OpenWorkers} for the end of a network.
 */
@NullMarked
package io.lifecycle4j.core.engine;

import org.jspecify.annotations.NullMarked;

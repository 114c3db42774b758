/**
 * The true labels of predictions, recorded when they become known, and joined with the log.
 *
 * <p>Start at {@link io.lifecycle4j.core.serving.truth.GroundTruths}.
 */
@NullMarked
package io.lifecycle4j.core.serving.truth;

import org.jspecify.annotations.NullMarked;

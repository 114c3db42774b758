/**
 * How gates judge a version: on held-out rows, their slices, and in comparison with another.
 *
 * <p>Start at {@link io.lifecycle4j.core.registry.gates.GateJudge}.
 */
@NullMarked
package io.lifecycle4j.core.registry.gates;

import org.jspecify.annotations.NullMarked;

/**
 * Example programs on real data.
 *
 * <p>Start at {@link io.lifecycle4j.examples.QuickStart}.
 */
@NullMarked
package io.lifecycle4j.examples;

import org.jspecify.annotations.NullMarked;

/**
 * From a manifest to a network that runs rows: engines, golden rows, and the only path from a row
 * to outputs.
 *
 * <p>Start at {@link io.lifecycle4j.core.model.Engines}.
 */
@NullMarked
package io.lifecycle4j.core.model;

import org.jspecify.annotations.NullMarked;

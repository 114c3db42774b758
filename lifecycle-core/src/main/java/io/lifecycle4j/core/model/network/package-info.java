/**
 * What a network of layers is, whoever runs it: its description, its shapes, the file of its
 * parameters.
 *
 * <p>Start at {@link io.lifecycle4j.core.model.network.Architecture}.
 */
@NullMarked
package io.lifecycle4j.core.model.network;

import org.jspecify.annotations.NullMarked;

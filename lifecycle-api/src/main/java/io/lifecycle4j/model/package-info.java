/**
 * Model versions: the manifest that describes one, and the engine that runs it.
 *
 * <p>Start at {@link io.lifecycle4j.model.ModelVersion}. Backends implement {@link
 * io.lifecycle4j.model.spi.Engine}.
 */
@NullMarked
package io.lifecycle4j.model;

import org.jspecify.annotations.NullMarked;

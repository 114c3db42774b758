/**
 * Model versions: the manifest that says everything serving needs and audit asks, and the engine
 * that runs what it describes.
 *
 * <p>Start at {@link io.lifecycle4j.model.ModelVersion}. Backends implement {@link
 * io.lifecycle4j.model.Engine}.
 */
@NullMarked
package io.lifecycle4j.model;

import org.jspecify.annotations.NullMarked;

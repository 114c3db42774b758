/**
 * Networks on DJL and PyTorch: how they are described, kept as files, loaded and run.
 *
 * <p>Start at {@link io.lifecycle4j.djl.model.Network}. Nothing is downloaded, and nothing in a
 * model file is ever executed: an artifact names a description or a factory, and holds numbers.
 */
@NullMarked
package io.lifecycle4j.djl.model;

import org.jspecify.annotations.NullMarked;

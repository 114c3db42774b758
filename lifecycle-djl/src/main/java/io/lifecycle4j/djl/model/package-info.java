/**
 * Networks on DJL and PyTorch: describing, storing, loading and running them.
 *
 * <p>Start at {@link io.lifecycle4j.djl.model.Network}. Nothing is downloaded, and nothing in a
 * model file is ever executed: an artifact contains a description or the id of a factory, and
 * numbers.
 */
@NullMarked
package io.lifecycle4j.djl.model;

import org.jspecify.annotations.NullMarked;

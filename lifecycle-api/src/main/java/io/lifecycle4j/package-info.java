/**
 * Entry point: a home and the managed models in it.
 *
 * <p>Start at {@link io.lifecycle4j.Lifecycle}. The packages follow the data: storage, condition,
 * schema, profile, data, preprocessing, tracking, model, training, evaluation, registry, serving,
 * monitoring, maintenance. A package depends only on packages to its left.
 */
@NullMarked
package io.lifecycle4j;

import org.jspecify.annotations.NullMarked;

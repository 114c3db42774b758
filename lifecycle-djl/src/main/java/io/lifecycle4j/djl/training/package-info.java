/**
 * Training on DJL and PyTorch: the loop, its order, its optimiser, when it stops.
 *
 * <p>Start at {@link io.lifecycle4j.djl.training.DjlTrainer}. The loop is the library's own: DJL's
 * keeps state in the process that makes two trainings differ, and saves after failures.
 */
@NullMarked
package io.lifecycle4j.djl.training;

import org.jspecify.annotations.NullMarked;

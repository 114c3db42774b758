/**
 * Training on DJL and PyTorch: the loop, its order, its optimiser, when it stops.
 *
 * <p>Start at {@link io.lifecycle4j.djl.training.DjlTrainer}. The loop is the library's own: DJL's
 * keeps state in the process that makes two trainings differ, and saves after failures. Whoever has
 * such a loop already logs it by {@link io.lifecycle4j.djl.training.RunTrainingListener}.
 */
@NullMarked
package io.lifecycle4j.djl.training;

import org.jspecify.annotations.NullMarked;

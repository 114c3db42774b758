/**
 * Training on DJL and PyTorch: the loop, the order of rows, optimizers and early stopping.
 *
 * <p>Start at {@link io.lifecycle4j.djl.training.DjlTrainer}. The library has its own loop, because
 * DJL's loop keeps state in the process that makes two trainings differ, and saves after failures.
 * To log an existing DJL loop, use {@link io.lifecycle4j.djl.training.RunTrainingListener}.
 */
@NullMarked
package io.lifecycle4j.djl.training;

import org.jspecify.annotations.NullMarked;

/**
 * Training on DJL and PyTorch: the loop, the order of rows, the optimiser and early stopping.
 *
 * <p>Start at {@link io.lifecycle4j.djl.training.DjlTrainer}. The library has its own loop, because
 * DJL's keeps state in the process that makes two trainings differ, and saves after failures. An
 * existing loop of DJL can be logged by {@link io.lifecycle4j.djl.training.RunTrainingListener}.
 */
@NullMarked
package io.lifecycle4j.djl.training;

import org.jspecify.annotations.NullMarked;

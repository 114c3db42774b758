package io.lifecycle4j.core.serving;

import org.jspecify.annotations.Nullable;

/**
 * The answer of a version to one input.
 *
 * @param probability the probability of a class; NaN for other tasks
 * @param outputs the outputs of the network for the row, one after the other; null if the task
 *     computes no probabilities of them
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Answer<O>(O value, double probability, double @Nullable [] outputs) {
  Answer(O value, double probability) {
    this(value, probability, null);
  }
}

package io.lifecycle4j.core.serving;

/**
 * The answer of a version to one input.
 *
 * @param probability the probability of a class; NaN for other tasks
 */
record Answer<O>(O value, double probability) {}

package io.lifecycle4j.core.serving;

/**
 * What a version answers to one input.
 *
 * @param value the answer
 * @param probability for a classification, what the model gives it; else NaN
 */
record Answer<O>(O value, double probability) {}

package io.lifecycle4j.djl.training;

/** Step size and weight decay. */
record AdamSettings(float learningRate, float weightDecay) {}

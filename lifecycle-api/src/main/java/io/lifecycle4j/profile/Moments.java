package io.lifecycle4j.profile;

/**
 * Range, mean and spread of finite numbers.
 *
 * @param min the least; NaN for a private column
 * @param max the greatest; NaN for a private column
 * @param mean the arithmetic mean
 * @param deviation the standard deviation of the population (divided by n)
 */
public record Moments(double min, double max, double mean, double deviation) {}

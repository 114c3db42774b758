package io.lifecycle4j.profile;

/**
 * Range, mean and spread of finite numbers.
 *
 * @param min the least; NaN where it is not told, of a private column
 * @param max the greatest; NaN where it is not told, of a private column
 * @param mean the arithmetic mean
 * @param deviation the standard deviation of the population (divided by n)
 */
public record Moments(double min, double max, double mean, double deviation) {}

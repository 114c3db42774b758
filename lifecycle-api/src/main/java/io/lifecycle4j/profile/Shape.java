package io.lifecycle4j.profile;

/**
 * The shape of the distribution of numbers.
 *
 * @param skewness the third standardised moment of the population: 0 for a symmetric column
 * @param kurtosis the fourth standardised moment of the population: 3 for a normal distribution
 */
public record Shape(double skewness, double kurtosis) {}

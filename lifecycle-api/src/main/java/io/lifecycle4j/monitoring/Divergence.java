package io.lifecycle4j.monitoring;

/**
 * How far one column of a window is from the reference.
 *
 * @param column the column or statistic, such as {@code image.mean}
 * @param effect the population stability index less its mean under no drift; 0 or below means none
 * @param pValue how probable a shift at least as great is without drift, 0 to 1
 * @param explanation the shift in words, with figures
 */
public record Divergence(String column, double effect, double pValue, String explanation) {}

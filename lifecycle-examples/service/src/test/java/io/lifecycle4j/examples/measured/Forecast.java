package io.lifecycle4j.examples.measured;

/**
 * What is predicted.
 *
 * @param weather the predicted weather
 */
record Forecast(String weather) {}

package io.lifecycle4j.examples.service;

/**
 * What is known of a day.
 *
 * @param location the name of the city
 * @param precipitation in millimetres
 * @param wind in metres per second
 */
record Day(String location, double precipitation, double wind) {}

package io.lifecycle4j.examples;

import java.time.LocalDate;

/**
 * The features of a day, all known before its riders are counted.
 *
 * @param date the day
 * @param Clark_Lake the riders at the same station 14 days before, in thousands
 * @param Austin the riders at another station 14 days before, in thousands
 * @param Monroe the riders at another station 14 days before, in thousands
 * @param temp_min the lowest temperature, in degrees Fahrenheit
 * @param temp the median temperature, in degrees Fahrenheit
 * @param temp_max the highest temperature, in degrees Fahrenheit
 * @param humidity the median humidity, in per cent
 * @param wind the median wind, in miles an hour
 * @param wind_max the strongest wind, in miles an hour
 * @param percip the median of the hourly precipitation, in inches
 */
@SuppressWarnings({"checkstyle:RecordComponentName", "checkstyle:ParameterName"}) // as in the file
record Day(
    LocalDate date,
    double Clark_Lake,
    double Austin,
    double Monroe,
    double temp_min,
    double temp,
    double temp_max,
    double humidity,
    double wind,
    double wind_max,
    double percip) {}

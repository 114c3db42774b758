package io.lifecycle4j.examples.measured;

/**
 * What is known of a day, as the service knows it.
 *
 * @param location the name of the city
 * @param precipitation in millimetres
 * @param wind in metres per second
 */
record Day(String location, double precipitation, double wind) {
  /** Returns days that the model predicts, different ones. */
  static Day[] many(int count) {
    Day[] days = new Day[count];
    for (int i = 0; i < count; i++) {
      days[i] = new Day(i % 2 == 0 ? "Seattle" : "New York", i % 40 / 2.0, 1 + i % 17 / 2.0);
    }
    return days;
  }
}

package io.lifecycle4j.djl.training;

/** Converts 32-bit numbers to their decimal value. */
final class Decimals {
  private Decimals() {}

  /** Widens 0.01f to 0.01, not to 0.009999999776482582. */
  static double of(float value) {
    return Double.parseDouble(Float.toString(value));
  }
}

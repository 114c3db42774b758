package io.lifecycle4j.core.monitoring;

/** Chooses rows by a hash of their positions, so that rows with a period are chosen evenly. */
final class RowChoice {
  private RowChoice() {}

  /** Mixes a position and a purpose to a number, by the finalizer of SplitMix64. */
  static long mixed(long position, long purpose) {
    long bits = (position + 1) * 0x9E3779B97F4A7C15L + purpose * 0xD1B54A32D192ED03L;
    bits = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ bits >>> 27) * 0x94D049BB133111EBL;
    return bits ^ bits >>> 31;
  }
}

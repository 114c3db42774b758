package io.lifecycle4j.contract;

/**
 * How much a test does: little in every build, more with {@code -Pci}, most with {@code -Pdeep}.
 *
 * <p>A test that asks has the tag {@link #TAG}, so that {@code -Pci -Dgroups=volume} runs these
 * alone.
 */
public final class Volume {
  /** The tag of every test that does more in other profiles. */
  public static final String TAG = "volume";

  private static final long SEED = 20_260_102;
  private static final boolean CI = Boolean.getBoolean("ci");
  private static final boolean DEEP = Boolean.getBoolean("deep");

  private Volume() {}

  /**
   * Chooses a number.
   *
   * @param usual what every build does
   * @param ci what {@code -Pci} does
   * @param deep what {@code -Pdeep} does
   * @return the one of this build
   */
  public static int of(int usual, int ci, int deep) {
    return DEEP ? deep : CI ? ci : usual;
  }

  /**
   * Returns whether this build runs the larger volumes.
   *
   * @return whether it is one of {@code -Pci} or {@code -Pdeep}
   */
  public static boolean isLarger() {
    return CI || DEEP;
  }

  /**
   * Chooses a seed, the same in every build but with {@code -Pdeep}.
   *
   * @return the seed, or that of {@code -Dseed=}
   */
  public static long seed() {
    return Long.getLong("seed", DEEP ? System.nanoTime() : SEED);
  }
}

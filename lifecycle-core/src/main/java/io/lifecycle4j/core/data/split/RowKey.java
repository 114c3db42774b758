package io.lifecycle4j.core.data.split;

/**
 * Cells of a row as 128 bits of a hash: a billion rows collide with a chance of 1e-21.
 *
 * @param high the first 64 bits
 * @param low the other 64 bits
 */
public record RowKey(long high, long low) {
  /**
   * Returns which of so many parts of about the same size it belongs to.
   *
   * @param parts how many
   * @return which, at least 0 and below that
   */
  public int part(int parts) {
    return (int) Math.floorMod(low, (long) parts);
  }
}

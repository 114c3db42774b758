package io.lifecycle4j.core.data.split;

/**
 * A 128-bit hash of cells of a row: among a billion rows, two collide with a probability of 1e-21.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record RowKey(long high, long low) {
  /** Returns the part that the key belongs to, from 0, of parts of about equal size. */
  public int part(int parts) {
    return (int) Math.floorMod(low, (long) parts);
  }
}

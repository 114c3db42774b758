package io.lifecycle4j.maintenance;

/** Hears how far a move between tiers is, a few times a second, on the thread that moves. */
@FunctionalInterface
public interface TieringListener {
  /**
   * Takes the news. Should return at once; what it throws ends the move, and all stays readable.
   *
   * @param progress how far the move is; printed, it is a line for people
   */
  void progressed(TieringProgress progress);
}

package io.lifecycle4j.maintenance;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.Tier;
import java.util.List;

/**
 * How many bytes lie in which tier, and what a run moved or would move. It counts the bytes of data
 * set versions; what several share is counted once.
 *
 * @param mode whether it moved anything
 * @param before what lay in each tier before, in the order of {@link Tier}
 * @param after what lies in each tier now, or would; what would be compressed for the first time
 *     counts with its own length
 * @param moved what was moved, or would be
 */
public record TieringReport(
    Mode mode, List<TierAmount> before, List<TierAmount> after, Amount moved) {
  /** Checks the parts. */
  public TieringReport {
    required(mode, "mode");
    before = each(copy(before, "what was before"));
    after = each(copy(after, "what is after"));
    required(moved, "what was moved");
  }

  /** Whether a run moves anything. */
  public enum Mode {
    /** It only tells what it would do. */
    DRY_RUN,
    /** It does it. */
    MOVE
  }

  private static List<TierAmount> each(List<TierAmount> amounts) {
    check(
        amounts.stream().map(TierAmount::tier).toList().equals(List.of(Tier.values())),
        "Invalid amounts: %s (must be one for each tier, in their order)",
        amounts);
    return amounts;
  }

  /**
   * Returns what lies in a tier now, or would.
   *
   * @param tier the tier
   * @return the amount
   */
  public TierAmount after(Tier tier) {
    required(tier, "tier");
    return after.stream().filter(amount -> amount.tier() == tier).findFirst().orElseThrow();
  }

  /** Returns the report for people. */
  @Override
  public String toString() {
    boolean dry = mode == Mode.DRY_RUN;
    StringBuilder text = new StringBuilder(200);
    text.append(dry ? "Tiers, dry run: nothing was moved" : "Tiers");
    before.forEach(amount -> text.append("\n  ").append(dry ? "now " : "before ").append(amount));
    after.forEach(amount -> text.append("\n  ").append(dry ? "then " : "now ").append(amount));
    return text.append("\n  ")
        .append(dry ? "would be moved: " : "moved: ")
        .append(moved)
        .toString();
  }
}

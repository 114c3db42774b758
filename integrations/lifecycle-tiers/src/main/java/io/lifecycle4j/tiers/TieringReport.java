package io.lifecycle4j.tiers;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.maintenance.Amount;
import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.Locale;

/**
 * The content of the tiers, and what was moved or would be. It counts the bytes of dataset
 * versions, and of weights, files of runs and logs if there are rules for them; shared bytes are
 * counted once.
 *
 * @param mode whether it was a dry run
 * @param before the content of each tier before, in the order of {@link Tier}
 * @param after the content of each tier afterwards, or in a dry run, what it would be; bytes that
 *     would be compressed for the first time count with their uncompressed length
 * @param moved what was moved, or in a dry run, would be
 * @param failures corrupt or missing blobs, which were not moved
 */
public record TieringReport(
    Mode mode,
    List<TierAmount> before,
    List<TierAmount> after,
    Amount moved,
    List<Failure> failures) {
  /** Checks the parts. */
  public TieringReport {
    required(mode, "mode");
    before = each(copy(before, "what was before"));
    after = each(copy(after, "what is after"));
    required(moved, "what was moved");
    failures = copy(failures, "what was not moved");
  }

  /**
   * A blob that was not moved; {@link io.lifecycle4j.maintenance.Maintenance#verify} reports which
   * versions need it.
   *
   * @param blob the blob
   * @param tier the tier where it should be
   * @param problem the problem
   */
  public record Failure(BlobId blob, Tier tier, String problem) {
    /** Checks the parts. */
    public Failure {
      required(blob, "blob");
      required(tier, "tier");
      required(problem, "problem");
    }

    /** Returns text such as {@code blob 3f2a… to the hot tier: Corrupt blob …}. */
    @Override
    public String toString() {
      return String.format(
          "blob %s to the %s tier: %s", blob, tier.name().toLowerCase(Locale.ROOT), problem);
    }
  }

  /** Whether tiering moves anything. */
  public enum Mode {
    /** It only reports what would be moved. */
    DRY_RUN,
    /** It moves. */
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
   * Returns the content of a tier afterwards.
   *
   * @param tier the tier
   * @return the amount
   */
  public TierAmount after(Tier tier) {
    required(tier, "tier");
    return after.stream().filter(amount -> amount.tier() == tier).findFirst().orElseThrow();
  }

  /** Returns the report as readable text. */
  @Override
  public String toString() {
    boolean dry = mode == Mode.DRY_RUN;
    StringBuilder text = new StringBuilder(200);
    text.append(dry ? "Tiers, dry run: nothing was moved" : "Tiers");
    before.forEach(amount -> text.append("\n  ").append(dry ? "now " : "before ").append(amount));
    after.forEach(amount -> text.append("\n  ").append(dry ? "then " : "now ").append(amount));
    text.append("\n  ").append(dry ? "would be moved: " : "moved: ").append(moved);
    failures.forEach(failure -> text.append("\n  not moved: ").append(failure));
    return text.toString();
  }
}

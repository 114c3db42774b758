package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;
import static io.lifecycle4j.error.Preconditions.words;

import java.time.Duration;
import java.util.Optional;

/**
 * How many people must approve a version before it is promoted.
 *
 * @param needed the number of people, 0 to 100
 * @param expireAfter how long an approval counts; empty if it does not expire
 * @param own whether those who trained the version or promote it may approve it
 */
public record Approvals(int needed, Optional<Duration> expireAfter, boolean own) {
  /** Nobody must approve. */
  public static final Approvals NONE = of(0);

  private static final int MOST = 100;

  private static final int MOST_DAYS = 36_500;

  /** Checks the parts. */
  public Approvals {
    check(
        needed >= 0 && needed <= MOST,
        "Invalid number of approvals: %s (must be 0 to %s)",
        needed,
        MOST);
    required(expireAfter, "time of approvals")
        .ifPresent(
            time ->
                check(
                    !time.isNegative()
                        && !time.isZero()
                        && time.compareTo(Duration.ofDays(MOST_DAYS)) <= 0,
                    "Invalid time of approvals: %s (must be positive and at most %s days)",
                    time,
                    MOST_DAYS));
  }

  /**
   * Returns a rule without expiry that excludes those who trained the version or promote it.
   *
   * @param needed the number of people, 0 to 100
   * @return the rule
   */
  public static Approvals of(int needed) {
    return new Approvals(needed, Optional.empty(), false);
  }

  /**
   * Sets how long an approval counts.
   *
   * @param time positive, at most 36,500 days
   * @return another rule
   */
  public Approvals expireAfter(Duration time) {
    return new Approvals(needed, Optional.of(required(time, "time of approvals")), own);
  }

  /**
   * Lets those who trained the version or promote it approve it too.
   *
   * @return another rule
   */
  public Approvals includingOwn() {
    return new Approvals(needed, expireAfter, true);
  }

  /** Returns what is required, such as {@code 2 approvals, each valid for 3 days}. */
  @Override
  public String toString() {
    return counted(needed, "approval")
        + expireAfter.map(time -> ", each valid for " + words(time)).orElse("")
        + (own ? ", also by who trained or promotes it" : "");
  }
}

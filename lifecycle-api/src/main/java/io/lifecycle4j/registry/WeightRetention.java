package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;
import java.time.Instant;

/**
 * Which versions of each model keep their weights. A garbage collection purges the others, whose
 * metadata stays.
 *
 * <p>Whatever the retention, a version keeps its weights if it is or was in production, if it
 * served requests in a rollout, if an alias names it, if it takes part in a rollout or a shadow, or
 * if a rollback of {@code production} returns to it; and unless it is deleted, if it may be
 * promoted as it is: if approvals of it count, or if its last verdicts passed all gates that the
 * policy of their alias has, and production is what it was compared with. Immutable.
 *
 * @param newest how many of the newest versions that are not deleted keep them, at least 1
 * @param days versions that were registered in the last days keep them too; 0 for none
 */
public record WeightRetention(int newest, int days) {
  /** Checks the parts. */
  public WeightRetention {
    check(newest >= 1, "Invalid number of newest versions: %s (must be at least 1)", newest);
    check(days >= 0 && days <= 36_500, "Invalid number of days: %s (must be 0 to 36,500)", days);
  }

  /**
   * Keeps the weights of the newest versions of each model.
   *
   * @param versions the number of versions, at least 1
   * @return the retention
   */
  public static WeightRetention newest(int versions) {
    return new WeightRetention(versions, 0);
  }

  /**
   * Also keeps the weights of versions that were registered in the last days.
   *
   * @param number 1 to 36,500
   * @return the retention
   */
  public WeightRetention andDays(int number) {
    check(number >= 1, "Invalid number of days: %s (must be 1 to 36,500)", number);
    check(days == 0, "Invalid retention: days set twice");
    return new WeightRetention(newest, number);
  }

  /**
   * Returns whether a version keeps its weights.
   *
   * @param version the version
   * @param newer how many versions of the model are newer and not deleted
   * @param now the time
   * @return true if it does
   */
  public boolean keeps(RegisteredVersion version, int newer, Instant now) {
    Instant recent = required(now, "time").minus(Duration.ofDays(days));
    boolean isRecent = required(version, "version").registered().isAfter(recent);
    return newer < newest || isRecent;
  }

  /** Returns text such as {@code the newest 5 versions and those of the last 30 days}. */
  @Override
  public String toString() {
    return "the newest "
        + newest
        + " versions"
        + (days == 0 ? "" : " and those of the last " + days + " days");
  }
}

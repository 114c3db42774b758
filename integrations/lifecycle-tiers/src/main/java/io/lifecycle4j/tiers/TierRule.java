package io.lifecycle4j.tiers;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;
import java.util.Optional;

/**
 * Selects dataset versions that meet all of its conditions. A value.
 *
 * @param dataset the name of the dataset
 * @param tag a tag that currently names the version
 * @param age the least time since the commit, from zero to 100 years
 */
public record TierRule(Optional<String> dataset, Optional<String> tag, Optional<Duration> age) {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** Checks the parts. */
  public TierRule {
    required(dataset, "dataset").ifPresent(name -> checkName("dataset", name));
    required(tag, "tag").ifPresent(name -> checkName("tag", name));
    required(age, "age")
        .ifPresent(
            least ->
                check(
                    !least.isNegative() && least.compareTo(LONGEST) <= 0,
                    "Invalid age: %s (must not be negative, and at most 100 years)",
                    least));
    check(
        dataset.isPresent() || tag.isPresent() || age.isPresent(),
        "Invalid rule for tiers: it says nothing (name a dataset, a tag or an age)");
  }

  /**
   * Selects the versions of a dataset.
   *
   * @param name the name of the dataset
   * @return the rule
   */
  public static TierRule ofDataset(String name) {
    return new TierRule(Optional.of(required(name, "dataset")), Optional.empty(), Optional.empty());
  }

  /**
   * Selects the version that a tag currently names, in any dataset.
   *
   * @param tag the tag
   * @return the rule
   */
  public static TierRule tagged(String tag) {
    return new TierRule(Optional.empty(), Optional.of(required(tag, "tag")), Optional.empty());
  }

  /**
   * Selects versions of at least an age.
   *
   * @param age the least time since the commit, from zero to 100 years
   * @return the rule
   */
  public static TierRule after(Duration age) {
    return new TierRule(Optional.empty(), Optional.empty(), Optional.of(required(age, "age")));
  }

  /**
   * Selects versions that both this rule and another select.
   *
   * @param other a rule with other conditions
   * @return the rule
   */
  public TierRule and(TierRule other) {
    required(other, "rule");
    return new TierRule(
        either(dataset, other.dataset), either(tag, other.tag), either(age, other.age));
  }

  private static <T> Optional<T> either(Optional<T> one, Optional<T> other) {
    check(
        one.isEmpty() || other.isEmpty(),
        "Invalid rule for tiers: both say %s and %s (say it once)",
        one.orElse(null),
        other.orElse(null));
    return one.or(() -> other);
  }
}

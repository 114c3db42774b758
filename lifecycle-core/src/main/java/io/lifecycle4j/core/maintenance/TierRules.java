package io.lifecycle4j.core.maintenance;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.core.storage.References.VersionRef;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.storage.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a user said about the tiers of versions. Not thread-safe. */
final class TierRules {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final Map<Tier, Predicate<? super DatasetVersion>> rules = new EnumMap<>(Tier.class);
  private final Map<Tier, Duration> ages = new EnumMap<>(Tier.class);
  private final Set<String> hotTags = new HashSet<>();
  private @Nullable Integer newest;

  void when(Tier tier, Predicate<? super DatasetVersion> rule) {
    check(!rules.containsKey(tier), "Invalid tiers: rule for %s twice (set it once)", tier);
    rules.put(tier, required(rule, "rule"));
  }

  void after(Tier tier, Duration age) {
    check(!ages.containsKey(tier), "Invalid tiers: age for %s twice (set it once)", tier);
    check(
        !required(age, "age").isNegative() && age.compareTo(LONGEST) <= 0,
        "Invalid age: %s (must not be negative, and at most 100 years)",
        age);
    ages.put(tier, age);
  }

  void keepHot(String tag) {
    check(hotTags.add(checkName("tag", tag)), "Invalid tiers: tag %s twice (set it once)", tag);
  }

  void keepNewest(int versions) {
    check(newest == null, "Invalid tiers: newest versions twice (set it once)");
    check(versions >= 0, "Invalid number of versions: %s (must not be negative)", versions);
    newest = versions;
  }

  boolean askForCold() {
    return rules.containsKey(Tier.COLD) || ages.containsKey(Tier.COLD);
  }

  /** Returns what each version asks for. */
  Map<VersionRef, Tier> versions(Datasets datasets, Instant now) {
    Map<VersionRef, Tier> all = new HashMap<>();
    for (String name : datasets.names()) {
      Dataset dataset = datasets.dataset(name);
      Set<Integer> hot = new HashSet<>();
      dataset
          .tags()
          .forEach(
              (tag, number) -> {
                if (hotTags.contains(tag)) {
                  hot.add(number);
                }
              });
      List<DatasetVersion> versions = dataset.versions();
      int last = versions.size() - (newest == null ? 1 : newest);
      for (DatasetVersion version : versions) {
        boolean kept = version.number() > last || hot.contains(version.number());
        Tier tier = kept ? Tier.HOT : tier(version, now);
        all.put(new VersionRef(name, version.number()), tier);
      }
    }
    return all;
  }

  private Tier tier(DatasetVersion version, Instant now) {
    for (Tier tier : List.of(Tier.COLD, Tier.WARM)) {
      Predicate<? super DatasetVersion> rule = rules.get(tier);
      Duration age = ages.get(tier);
      boolean old = age != null && !version.created().isAfter(now.minus(age));
      if (old || (rule != null && rule.test(version))) {
        return tier;
      }
    }
    return Tier.HOT;
  }
}

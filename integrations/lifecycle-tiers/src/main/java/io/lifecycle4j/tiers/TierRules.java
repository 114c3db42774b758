package io.lifecycle4j.tiers;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Datasets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rules for the tiers of versions. Not thread-safe. */
final class TierRules {
  private final Map<Tier, List<Rule>> rules = new EnumMap<>(Tier.class);
  private @Nullable Integer newest;

  /** A version of a dataset, by value. */
  record VersionKey(String dataset, int number) {}

  /** Decides whether a version, with its tags, is selected. */
  @FunctionalInterface
  private interface Rule {
    boolean names(DatasetVersion version, Set<String> tags, Instant now);
  }

  void add(Tier tier, Predicate<? super DatasetVersion> rule) {
    required(rule, "rule");
    add(tier, (version, tags, now) -> rule.test(version));
  }

  void add(Tier tier, TierRule rule) {
    required(rule, "rule");
    add(
        tier,
        (version, tags, now) ->
            rule.dataset().map(version.dataset()::equals).orElse(true)
                && rule.tag().map(tags::contains).orElse(true)
                && rule.age().map(age -> !version.created().isAfter(now.minus(age))).orElse(true));
  }

  private void add(Tier tier, Rule rule) {
    rules.computeIfAbsent(tier, same -> new ArrayList<>()).add(rule);
  }

  void keepNewest(int versions) {
    checkUnset(newest, "tiers", "newest versions");
    check(versions >= 0, "Invalid number of versions: %s (must not be negative)", versions);
    newest = versions;
  }

  boolean isEmpty() {
    return rules.isEmpty();
  }

  boolean askForCold() {
    return rules.containsKey(Tier.COLD);
  }

  /** Returns the tiers of all versions that a rule selects. */
  Map<VersionKey, Tier> versions(Datasets datasets, Instant now) {
    Map<VersionKey, Tier> all = new HashMap<>();
    for (String name : datasets.names()) {
      Dataset dataset = datasets.dataset(name);
      Map<Integer, Set<String>> tags = new HashMap<>();
      dataset
          .tags()
          .forEach((tag, number) -> tags.computeIfAbsent(number, same -> new HashSet<>()).add(tag));
      List<DatasetVersion> versions = dataset.versions();
      int last = versions.size() - (newest == null ? 1 : newest);
      for (DatasetVersion version : versions) {
        int number = version.number();
        tier(version, number > last, tags.getOrDefault(number, Set.of()), now)
            .ifPresent(tier -> all.put(new VersionKey(name, number), tier));
      }
    }
    return all;
  }

  private Optional<Tier> tier(DatasetVersion version, boolean kept, Set<String> tags, Instant now) {
    List<Tier> tiers = kept ? List.of(Tier.HOT) : List.of(Tier.HOT, Tier.COLD, Tier.WARM);
    return tiers.stream()
        .filter(
            tier ->
                rules.getOrDefault(tier, List.of()).stream()
                    .anyMatch(rule -> rule.names(version, tags, now)))
        .findFirst();
  }
}

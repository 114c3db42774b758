package io.lifecycle4j.tiers;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.tiers.TieringReport.Mode;
import io.lifecycle4j.tracking.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves the bytes of versions to the tiers that the rules specify. */
final class HomeTiering implements Tiering {
  static final String DOING = "move blobs between tiers";

  private static final Logger LOG = LoggerFactory.getLogger(HomeTiering.class);

  private final TieredMedium home;
  private final Maintenance maintenance;
  private final Supplier<Datasets> datasets;
  private final InstantSource clock;
  private final TierRules rules = new TierRules();
  private final UseRules uses;
  private @Nullable Consumer<? super DataProgress> listener;
  private Mode mode = Mode.DRY_RUN;

  HomeTiering(
      TieredMedium home,
      Maintenance maintenance,
      Supplier<Datasets> datasets,
      UseRules uses,
      InstantSource clock) {
    this.home = home;
    this.maintenance = maintenance;
    this.datasets = datasets;
    this.uses = uses;
    this.clock = clock;
  }

  @Override
  public Tiering hot(TierRule rule) {
    rules.add(Tier.HOT, rule);
    return this;
  }

  @Override
  public Tiering hot(Predicate<? super DatasetVersion> rule) {
    rules.add(Tier.HOT, rule);
    return this;
  }

  @Override
  public Tiering warm(TierRule rule) {
    rules.add(Tier.WARM, rule);
    return this;
  }

  @Override
  public Tiering warm(Predicate<? super DatasetVersion> rule) {
    rules.add(Tier.WARM, rule);
    return this;
  }

  @Override
  public Tiering cold(TierRule rule) {
    rules.add(Tier.COLD, rule);
    return this;
  }

  @Override
  public Tiering cold(Predicate<? super DatasetVersion> rule) {
    rules.add(Tier.COLD, rule);
    return this;
  }

  @Override
  public Tiering weights(Tier tier, Predicate<? super RegisteredVersion> rule) {
    uses.weights(tier, rule);
    return this;
  }

  @Override
  public Tiering runs(Tier tier, Predicate<? super RunRecord> rule) {
    uses.runs(tier, rule);
    return this;
  }

  @Override
  public Tiering predictions(Tier tier, Duration age) {
    uses.predictions(tier, age);
    return this;
  }

  @Override
  public Tiering keepNewest(int versions) {
    rules.keepNewest(versions);
    return this;
  }

  @Override
  public Tiering onProgress(Consumer<? super DataProgress> hearing) {
    checkUnset(listener, "tiers", "listener");
    listener = required(hearing, "listener");
    return this;
  }

  @Override
  public Tiering move() {
    check(mode == Mode.DRY_RUN, "Invalid tiers: move set twice");
    mode = Mode.MOVE;
    return this;
  }

  @Override
  public TieringReport run() {
    check(
        mode == Mode.DRY_RUN || !(rules.isEmpty() && uses.isEmpty()),
        "Cannot %s: no rule says which versions (give one: hot, warm or cold)",
        DOING);
    check(
        !(rules.askForCold() || uses.askForCold()) || home.hasCold(),
        "Cannot %s: a rule asks for the cold tier, but the home was opened without a cold store"
            + " (give it to Tiers.withCold(…))",
        DOING);
    if (mode == Mode.MOVE) {
      home.checkNotReadOnly();
      Tiers.FEATURE.requireIn(home, DOING);
      home.rememberCold();
      home.force(); // even without a move, the result depends on these entries
    }
    Instant now = clock.instant();
    WantedTiers wanted = new WantedTiers(rules.versions(datasets.get(), now), uses.at(now));
    maintenance.uses(wanted);
    TierPlan plan = TierPlan.of(home, wanted);
    if (mode == Mode.DRY_RUN) {
      return new TieringReport(mode, plan.before(), plan.after(), plan.moved(), List.of());
    }
    TierMoves moves = new TierMoves(home, plan, listener);
    moves.run();
    LOG.info("Moved {} to other tiers in {}", moves.moved(), home.location());
    moves.failures().forEach(failure -> LOG.warn("Cannot move {}", failure));
    List<TierAmount> after = TierPlan.of(home, wanted).before();
    return new TieringReport(mode, plan.before(), after, moves.moved(), moves.failures());
  }
}

package io.lifecycle4j.core.maintenance;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.HomeFeatures;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.tiers.TieredMedium;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.maintenance.TierAmount;
import io.lifecycle4j.maintenance.TierRule;
import io.lifecycle4j.maintenance.Tiering;
import io.lifecycle4j.maintenance.TieringReport;
import io.lifecycle4j.maintenance.TieringReport.Mode;
import io.lifecycle4j.storage.Tier;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves the bytes of versions to where the rules want them. */
final class HomeTiering implements Tiering {
  static final String DOING = "move blobs between tiers";

  private static final Logger LOG = LoggerFactory.getLogger(HomeTiering.class);

  private final TieredMedium home;
  private final References references;
  private final Supplier<Datasets> datasets;
  private final InstantSource clock;
  private final @Nullable Consumer<? super DataProgress> heard;
  private final TierRules rules = new TierRules();
  private @Nullable Consumer<? super DataProgress> listener;
  private Mode mode = Mode.DRY_RUN;

  /**
   * Begins to plan moves.
   *
   * @param heard is told how far they are, if they get no listener of their own; null for nobody
   */
  HomeTiering(
      TieredMedium home,
      References references,
      Supplier<Datasets> datasets,
      InstantSource clock,
      @Nullable Consumer<? super DataProgress> heard) {
    this.home = home;
    this.references = references;
    this.datasets = datasets;
    this.clock = clock;
    this.heard = heard;
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
        mode == Mode.DRY_RUN || !rules.isEmpty(),
        "Cannot %s: no rule says which versions (give one: hot, warm or cold)",
        DOING);
    check(
        !rules.askForCold() || home.cold().isPresent(),
        "Cannot %s: a rule asks for the cold tier, but the home was opened without a cold store"
            + " (give it to Lifecycle.builder().coldStore(…))",
        DOING);
    if (mode == Mode.MOVE) {
      home.checkWritable();
      HomeFeatures.require(home, HomeFeatures.TIERS, DOING);
      home.placements().force(); // if nothing is to be moved, that stands on it
    }
    Instant now = clock.instant();
    WantedTiers wanted = new WantedTiers(rules.versions(datasets.get(), now));
    references.walk(wanted);
    wanted.requireAll(DOING);
    TierPlan plan = TierPlan.of(home, wanted);
    if (mode == Mode.DRY_RUN) {
      return new TieringReport(mode, plan.before(), plan.after(), plan.moved(), List.of());
    }
    TierMoves moves = new TierMoves(home, plan, listener == null ? heard : listener);
    moves.run();
    LOG.info("Moved {} to other tiers in {}", moves.moved(), home.location());
    moves.failures().forEach(failure -> LOG.warn("Cannot move {}", failure));
    List<TierAmount> after = TierPlan.of(home, wanted).before();
    return new TieringReport(mode, plan.before(), after, moves.moved(), moves.failures());
  }
}

package io.lifecycle4j.tiers;

import static io.lifecycle4j.contract.Fixtures.TIME;
import static io.lifecycle4j.storage.Durability.POWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.CrashExplorer;
import io.lifecycle4j.crashkit.FaultExplorer;
import io.lifecycle4j.crashkit.Session;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The power fails, or an operation does, anywhere in a move: every version can still be read. */
@OnlyLarger
class TieringCrashTest {
  private static final long SEED = Long.getLong("seed", 1);
  private static final int STATES = Volume.of(50, 120, 20_000);
  private static final int THREADS = 6;
  private static final Instant LATER = Instant.parse("2226-01-02T03:04:05Z");

  private static TieredMedium home(Session session) {
    return session.keep(TieredMedium.class, ColdStored::tiered);
  }

  /** Packs well, and is short, as it is hashed again and again in each state. */
  private static String text(String name) {
    return (name + " ").repeat(200);
  }

  private static int readAll(Session session) {
    return TieredHome.readAll(home(session), TieringCrashTest::text);
  }

  private static void commit(Session session, String name) {
    DatasetStore store = DatasetStores.over(home(session), () -> TIME);
    Fixtures.commit(
        store,
        "rides",
        Fixtures.dataset(name, store.put(new NamedContent(name, Content.of(text(name))))));
  }

  /** Reads every version, and tells in which tier each blob is. */
  private static Object seen(Session session) {
    TreeMap<String, Object> tiers = new TreeMap<>();
    home(session)
        .placements()
        .all()
        .forEach((blob, placement) -> tiers.put(blob.sha256(), placement.tier()));
    return List.of(readAll(session), tiers);
  }

  private static void move(Session session, UnaryOperator<Tiering> rules) {
    rules.apply(TieredHome.tiering(home(session), () -> LATER).keepNewest(0).move()).run();
  }

  private static Workload moves(Tier tier) {
    UnaryOperator<Tiering> away =
        tiers -> tier == Tier.WARM ? tiers.warm(v -> true) : tiers.cold(v -> true);
    return Workload.named("move to the " + tier + " tier and back")
        .before(session -> session.medium().upgrade(List.of(Tiers.FEATURE)))
        .before(session -> commit(session, "one"))
        .view("rides", TieringCrashTest::seen)
        .idempotent("rides")
        .step("rides", POWER, session -> move(session, away))
        .step("rides", POWER, session -> move(session, tiers -> tiers.hot(v -> true)))
        .step("rides", POWER, session -> move(session, tiers -> tiers.hot(v -> true))) // is there
        .probe("rides", session -> commit(session, "probe " + readAll(session)));
  }

  private static Workload between() {
    return Workload.named("move between tiers")
        .before(session -> session.medium().upgrade(List.of(Tiers.FEATURE)))
        .before(session -> commit(session, "one"))
        .before(session -> commit(session, "two"))
        .view("rides", TieringCrashTest::seen)
        .idempotent("rides")
        .step("rides", POWER, session -> move(session, tiers -> tiers.warm(v -> true)))
        .step("rides", POWER, session -> move(session, tiers -> tiers.cold(v -> true)))
        .step("rides", POWER, session -> move(session, tiers -> tiers.hot(v -> true)))
        .probe("rides", session -> commit(session, "probe " + readAll(session)));
  }

  private static Medium model() {
    return ColdStored.of(Media.memory(), Media.memory());
  }

  @ParameterizedTest
  @EnumSource(names = {"WARM", "COLD"})
  void runsOnTheModel(Tier tier) {
    assertThat(moves(tier).rehearse(TieringCrashTest::model).values()).isNotEmpty();
  }

  @Test
  @Timeout(3_600)
  void readsEveryVersionWhateverAPowerCutLeaves() {
    CrashExplorer explorer =
        new CrashExplorer(ColdStored::at, TieringCrashTest::model, SEED, THREADS);
    System.out.println("Crash states, -Dseed=" + SEED);
    for (Workload workload : List.of(moves(Tier.WARM), moves(Tier.COLD), between())) {
      CrashExplorer.Report report = explorer.explore(workload, STATES);
      System.out.println("  " + report);
      assertThat(report.violations()).isEmpty();
      assertThat(report.states()).isGreaterThan(100);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WARM", "COLD"})
  @Timeout(3_600)
  void readsEveryVersionWhicheverOperationFails(Tier tier) {
    FaultExplorer.Report report =
        new FaultExplorer(ColdStored::at, TieringCrashTest::model, THREADS)
            .onceFromEach(Volume.of(18, 7, 1))
            .lastingFromEach(Volume.of(81, 27, 1))
            .each(moves(tier));
    System.out.println("Faults at each operation\n  " + report);
    assertThat(report.violations()).isEmpty();
  }
}

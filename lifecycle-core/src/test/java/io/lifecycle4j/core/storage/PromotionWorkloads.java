package io.lifecycle4j.core.storage;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.contract.Fixtures.ALICE;
import static io.lifecycle4j.contract.Fixtures.TIME;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static io.lifecycle4j.schema.Tasks.regression;
import static io.lifecycle4j.storage.Durability.POWER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.core.evaluation.Holdouts;
import io.lifecycle4j.core.loading.LineVersions;
import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.AliasTarget;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.registry.GateChecks;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Move;
import io.lifecycle4j.core.registry.Promotions;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.crashkit.Session;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Promotions that gates judge, and rollbacks: the look, the evaluations, the verdicts, the move.
 */
final class PromotionWorkloads {
  static final String NAME = "models: promote by gates, roll back";

  private static final String MODEL = "line";
  private static final SplitPlan PLAN = Splits.byHash(1).train(0.3).validation(0.1).holdout(0.6);
  private static final List<Gate> GATES =
      GateChecks.gates(
          List.of(
              metric("mae").atMost(1_000),
              notWorseThanProduction("mae").within(1_000),
              withoutBaseline("A line")));

  private PromotionWorkloads() {}

  private record Point(double x, double y) {}

  private static DatasetStore data(Session session) {
    return session.keep(DatasetStore.class, medium -> DatasetStores.over(medium, () -> TIME));
  }

  private static ModelRegistry registry(Session session) {
    return session.keep(ModelRegistry.class, medium -> Registries.over(medium, () -> TIME));
  }

  /** Registers three versions of one dataset. */
  private static void register(Session session) {
    DatasetVersion points =
        DatasetStores.datasets(data(session), () -> TIME)
            .dataset("points")
            .snapshot(
                Sources.records(
                    Point.class, IntStream.range(0, 80).mapToObj(x -> new Point(x, x + 1))))
            .commit();
    for (int version = 1; version <= 3; version++) {
      StoredFile file =
          registry(session).put(new NamedContent(version + "", LineVersions.file(version)));
      ModelManifest line =
          LineVersions.version(version, LineVersions.INPUT.schema(), file.size()).manifest();
      registry(session)
          .register(
              MODEL,
              ModelManifest.builder(
                      line.artifact(),
                      line.task(),
                      line.preprocessing(),
                      line.reference(),
                      new Provenance.Trained("run", points.ref(), PLAN, Map.of()))
                  .golden(line.golden())
                  .build(),
              ALICE,
              "trained");
    }
  }

  private static void move(Session session, By by, Function<Promotions, Move> prepare) {
    ModelRegistry registry = registry(session);
    ModelVersions versions = new ModelVersions(MODEL, registry);
    Decisions decisions = new Decisions(MODEL, registry, Authorizer.ALL, Decisions.LOG);
    try (VersionLoads loads =
        new VersionLoads(
            MODEL,
            versions::version,
            new Engines(List.of(new LinearEngine())),
            registry::open,
            session.medium(),
            () -> TIME,
            Pace.DEFAULT)) {
      Evaluator evaluator =
          new Evaluator(new Holdouts(data(session), session.medium(), () -> TIME), loads);
      Move move =
          prepare.apply(
              new Promotions(
                  versions, decisions, evaluator, GATES, regression("y"), InstantSource.system()));
      decisions.decide(by.action(), move.ways().get(0).entry().apply(move.by()));
    }
  }

  private static void promote(Session session, int version, AliasTarget target) {
    By by = new By(Action.PROMOTE, ALICE, "Better");
    ModelRegistry registry = registry(session);
    move(
        session,
        by,
        promotions ->
            promotions.promotion(
                new ModelVersions(MODEL, registry).version(version), target, by, Optional.empty()));
  }

  private static void rollBack(Session session, AliasTarget target) {
    By by = new By(Action.ROLL_BACK, ALICE, "Worse");
    move(session, by, promotions -> promotions.rollback(target, by));
  }

  /** Reads what each alias names, and the trail to the bytes of the evaluations it names. */
  private static Object seen(Session session) {
    ModelRegistry registry = registry(session);
    registry.refresh(); // else its thread may read an entry of unknown outcome between these calls
    List<Object> seen = new ArrayList<>(Moves.versions(registry, MODEL));
    seen.add(registry.named(MODEL, ModelRegistry.PRODUCTION));
    seen.add(registry.named(MODEL, "staging"));
    for (AuditRecord record : registry.history(MODEL)) {
      seen.add(
          record.toString()); // without the levels of its verdicts: a look that stays changes them
      for (Change change : record.transition().changes()) {
        if (change instanceof Evaluated evaluated) {
          seen.add(text(registry, evaluated.document()));
          evaluated.files().forEach(file -> seen.add(text(registry, file)));
        }
      }
    }
    return seen;
  }

  private static String text(ModelRegistry registry, StoredFile stored) {
    try (InputStream in = registry.open(stored)) {
      return new String(in.readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns an alias that names no version. */
  private static String fresh(Session session) {
    return "probe-" + registry(session).history(MODEL).size();
  }

  /** A look that was written stays, though the promotion that it was for may not. */
  static Workload promotions() {
    AliasTarget production = AliasTarget.PRODUCTION;
    return Workload.named(NAME)
        .before(PromotionWorkloads::register)
        .view("models", PromotionWorkloads::seen)
        .step("models", POWER, session -> promote(session, 1, production.ifCurrentIsNone()))
        .step("models", POWER, session -> promote(session, 2, production.of("staging")))
        .step("models", POWER, session -> promote(session, 2, production.ifCurrentIs(1)))
        .step("models", POWER, session -> rollBack(session, production.ifCurrentIs(2)))
        .probe("models", session -> promote(session, 3, production.of(fresh(session))));
  }
}

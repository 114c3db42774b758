package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.registry.Gates.gate;
import static io.lifecycle4j.schema.DataType.FLOAT64;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.FreeTextDoors.Door;
import io.lifecycle4j.core.FreeTextDoors.Place;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.Gates;
import io.lifecycle4j.registry.Models;
import io.lifecycle4j.registry.PolicyOverridden;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.training.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The doors of models: promotions, gates, trainers, engines. */
final class FreeTextModelDoors {
  private static final ExternalModel ELSEWHERE = elsewhere().build();
  private static final Trainer QUICK = new LinearTrainer(1, 0.5, 1);

  private FreeTextModelDoors() {}

  static void add(Map<String, Door> doors) {
    doors.put(
        "Columns.Builder.number",
        (at, text) -> {
          Column length = Column.builder("length", FLOAT64).description(text).build();
          Columns<Flower> columns =
              Columns.from(Flower.class).number(length, Flower::length).build();
          try (ManagedModel<Flower, String> model =
              at.home()
                  .model("lengths", columns, Tasks.classification("species"))
                  .trainer(QUICK)
                  .open()) {
            ModelVersion version = model.train(Flowers.split(at.home(), 1));
            return version.manifest().preprocessing().input().columns().get(0).description();
          }
        });
    doors.put(
        "ManagedModel.register",
        (at, text) -> {
          registered(at, ELSEWHERE, text);
          List<AuditRecord> trail = at.home().models().history("species");
          return trail.get(trail.size() - 1).transition().reason();
        });
    doors.put(
        "ExternalModel.Builder.fact",
        (at, text) -> {
          ExternalModel model = elsewhere().fact("source", text).build();
          Provenance origin = registered(at, model, "Why").manifest().provenance();
          return ((Provenance.External) origin).facts().getOrDefault("source", "");
        });
    doors.put("Gates.withoutBaseline", FreeTextModelDoors::withoutBaseline);
    doors.put("ManagedModel.importFrom", FreeTextModelDoors::imported);
    doors.put("ManagedModel.promote", FreeTextModelDoors::promoted);
    doors.put("PromotionBuilder.reason", FreeTextModelDoors::staged);
    doors.put("PromotionBuilder.override", FreeTextModelDoors::overridden);
    doors.put("RollbackBuilder.reason", FreeTextModelDoors::unstaged);
    doors.put("ManagedModel.promote refused", FreeTextModelDoors::refused);
    doors.put("ManagedModel.rollback", FreeTextModelDoors::rolledBack);
    doors.put("Shadow.Builder.start", FreeTextModelDoors::shadowed);
    doors.put("Shadow.stop", FreeTextModelDoors::unshadowed);
    doors.put("Models.delete", (at, text) -> removed(at, Models::delete, text));
    doors.put("Models.purge", (at, text) -> removed(at, Models::purge, text));
    doors.put(
        "Models.restore",
        (at, text) ->
            removed(
                at,
                (models, version, actor, reason) -> {
                  models.delete(version, actor, "Why");
                  return models.restore(version, actor, reason);
                },
                text));
    doors.put("Gates.gate", FreeTextModelDoors::failingGate);
    doors.put("Trainer.train", FreeTextModelDoors::failingTrainer);
    doors.put(
        "Engine.environment",
        (at, text) -> {
          at.engine().said = text;
          try (ManagedModel<Flower, String> model =
              Flowers.plain(at.home()).trainer(QUICK).open()) {
            ModelVersion version = model.train(Flowers.split(at.home(), 1));
            return FreeTextDoors.found(Fixtures.trained(version).environment(), "build");
          }
        });
  }

  private static ExternalModel.Builder elsewhere() {
    return ExternalModel.builder(LinearEngine.FORMAT)
        .architecture(LinearEngine.architecture(4, 3))
        .file(LinearEngine.FILE, Content.of(LinearEngine.file(new float[3][5])));
  }

  private static ModelVersion registered(Place at, ExternalModel external, String reason) {
    try (ManagedModel<Flower, String> model = Flowers.plain(at.home()).open()) {
      return model.register(external, Flowers.split(at.home(), 1), ALICE, reason);
    }
  }

  private static String imported(Place at, String text) {
    Path file = at.directory().resolve("species-" + Ids.next());
    try (Lifecycle other = Flowers.inMemory();
        ManagedModel<Flower, String> trained = Flowers.plain(other).trainer(QUICK).open();
        ManagedModel<Flower, String> model = Flowers.plain(at.home()).open()) {
      trained.export(trained.train(Flowers.split(other, 1)), file);
      model.importFrom(file, ALICE, text);
      List<AuditRecord> trail = model.history();
      return trail.get(trail.size() - 1).transition().reason();
    }
  }

  private static String promoted(Place at, String text) {
    try (ManagedModel<Flower, String> model = Flowers.plain(at.home()).trainer(QUICK).open()) {
      ModelVersion version = model.train(Flowers.split(at.home(), 1));
      return model.promote(version, ALICE, text).transition().reason();
    }
  }

  private static String rolledBack(Place at, String text) {
    try (ManagedModel<Flower, String> model = Flowers.plain(at.home()).trainer(QUICK).open()) {
      Flowers.promoted(model, Flowers.split(at.home(), 1));
      Flowers.promoted(model, Flowers.split(at.home(), 2));
      return model.rollback(ALICE, text).transition().reason();
    }
  }

  private static String staged(Place at, String text) {
    try (ManagedModel<Flower, String> model = Flowers.plain(at.home()).trainer(QUICK).open()) {
      ModelVersion version = model.train(Flowers.split(at.home(), 1));
      AuditRecord record = model.promote(version).to("staging").by(ALICE).reason(text).commit();
      return record.transition().reason();
    }
  }

  private static String withoutBaseline(Place at, String text) {
    try (ManagedModel<Flower, String> model = Flowers.plain(at.home()).trainer(QUICK).open()) {
      String alias = "linear-" + model.history().size();
      Gate gate = Gates.withoutBaseline(text);
      model.changePolicy(alias).gates(gate).by(ALICE).reason("Why").commit();
      return model.promotionPolicy(alias).toString().substring("without baselines: ".length());
    }
  }

  /** Nothing is judged, as each look uses up the holdout: an approval is missing. */
  private static String overridden(Place at, String text) {
    try (ManagedModel<Flower, String> model = Flowers.plain(at.home()).trainer(QUICK).open()) {
      ModelVersion version = model.train(Flowers.split(at.home(), 1));
      String alias = "reviewed-" + version.number();
      model.changePolicy(alias).approvals(Approvals.of(1)).by(ALICE).reason("Two eyes").commit();
      AuditRecord record =
          model.promote(version).to(alias).by(ALICE).reason("Why").override(text).commit();
      String why =
          record.transition().find(PolicyOverridden.class).map(PolicyOverridden::why).orElse("");
      return why.replace("; it has 0 of 1 approvals", "");
    }
  }

  private static String unstaged(Place at, String text) {
    try (ManagedModel<Flower, String> model = Flowers.plain(at.home()).trainer(QUICK).open()) {
      for (int seed = 1; seed <= 2; seed++) {
        ModelVersion version = model.train(Flowers.split(at.home(), seed));
        model.promote(version).to("other").by(ALICE).reason("Why").commit();
      }
      AuditRecord record = model.rollback().of("other").by(ALICE).reason(text).commit();
      return record.transition().reason();
    }
  }

  private static String shadowed(Place at, String text) {
    try (ManagedModel<Flower, String> model = Flowers.plain(at.home()).trainer(QUICK).open()) {
      model.shadow(model.train(Flowers.split(at.home(), 1))).start(ALICE, text).stop(ALICE, "Why");
      List<AuditRecord> trail = model.history();
      return trail.get(trail.size() - 2).transition().reason();
    }
  }

  private static String unshadowed(Place at, String text) {
    try (ManagedModel<Flower, String> model = Flowers.plain(at.home()).trainer(QUICK).open()) {
      ModelVersion version = model.train(Flowers.split(at.home(), 1));
      return model.shadow(version).start(ALICE, "Why").stop(ALICE, text).transition().reason();
    }
  }

  /** Removes a version, or takes that back. */
  private interface Removing {
    AuditRecord remove(Models models, ModelVersion version, Actor actor, String reason);
  }

  private static String removed(Place at, Removing removing, String text) {
    ModelVersion version = registered(at, ELSEWHERE, "Why");
    return removing.remove(at.home().models(), version, ALICE, text).transition().reason();
  }

  private static String refused(Place at, String text) {
    return refused(at, text, "no").reason();
  }

  private static String failingGate(Place at, String text) {
    String said = refused(at, "For the test", text).verdicts().get(0).explanation();
    return FreeTextDoors.said(said.replace("the check threw ", ""));
  }

  private static Transition refused(Place at, String reason, String failure) {
    try (ManagedModel<Flower, String> model =
        Flowers.plain(at.home())
            .trainer(QUICK)
            .gates(gate("mine", (a, b) -> failing(failure)))
            .open()) {
      ModelVersion version = model.train(Flowers.split(at.home(), 1));
      model.promote(version, ALICE, reason);
      throw new AssertionError("The gate let it pass");
    } catch (GateFailedException e) {
      List<AuditRecord> trail = at.home().models().history("species");
      return trail.get(trail.size() - 1).transition();
    }
  }

  private static boolean failing(String text) {
    throw new IllegalStateException(text);
  }

  private static String failingTrainer(Place at, String text) {
    String[] id = new String[1];
    Trainer trainer =
        context -> {
          id[0] = context.run().id();
          throw new IllegalStateException(text);
        };
    try (ManagedModel<Flower, String> model = Flowers.plain(at.home()).trainer(trainer).open()) {
      model.train(Flowers.split(at.home(), 1));
      throw new AssertionError("The trainer threw nothing");
    } catch (TrainingFailedException e) {
      return FreeTextDoors.end(at, id[0]);
    }
  }
}

package io.lifecycle4j.examples;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.MissingApprovalsException;
import io.lifecycle4j.examples.Weather.Day;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.AuditHead;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * Several people decide which version of one model is in production, and read later who did what.
 */
public final class Team {
  private static final Actor ALICE = by("alice"); // trains
  private static final Actor BOB = by("bob"); // reviews
  private static final Actor CAROL = by("carol"); // runs the service
  private static final Actor DORA = by("dora"); // answers for it

  private final Narrator narrator;
  private final ManagedModel<Day, String> model;

  private Team(Narrator narrator, ManagedModel<Day, String> model) {
    this.narrator = narrator;
    this.model = model;
  }

  static void tell(Path file, Path home, PrintStream out) {
    try (Lifecycle lifecycle = Lifecycle.open(home)) {
      Split split =
          lifecycle
              .datasets()
              .dataset("days")
              .snapshot(Sources.csv(file))
              .schema(Schema.of(Day.class).label("weather", DataType.STRING))
              .commit()
              .split(byHash(1).train(0.6).validation(0.2).holdout(0.2));
      ModelVersion first = train(lifecycle, split, 20);
      ModelVersion second = train(lifecycle, split, 30);
      ModelVersion hurried = train(lifecycle, split, 1);
      try (ManagedModel<Day, String> model = open(lifecycle, 1)) {
        Team team = new Team(new Narrator(out), model);
        team.promote(first, second);
        team.endInARollback(hurried);
        out.println("\nWhat the audit trail says");
        model.history().forEach(out::println);
        AuditHead head = lifecycle.models().audit().verify();
        out.println(
            "\nVerified: no entry was changed. A head to keep elsewhere, for a later check");
        out.println(head);
      }
    }
  }

  private static ManagedModel<Day, String> open(Lifecycle lifecycle, int epochs) {
    return lifecycle
        .model("weather", Day.class, classification("weather"))
        .preprocessing(oneHot("location"), standardize("precipitation"), standardize("wind"))
        .trainer(
            DjlTrainer.builder().network(Network.parse("dense(16) relu")).epochs(epochs).build())
        .open();
  }

  private static ModelVersion train(Lifecycle lifecycle, Split split, int epochs) {
    try (ManagedModel<Day, String> model = open(lifecycle, epochs)) {
      return model.train(split);
    }
  }

  private void promote(ModelVersion first, ModelVersion second) {
    narrator.step("Dora says what a version must fulfil, in every process");
    model
        .changePolicy("production")
        .gates(
            metric("accuracy").atLeast(0.6),
            notWorseThanProduction("accuracy").within(0.05),
            withoutBaseline("A linear model serves as well"))
        .approvals(Approvals.of(1))
        .by(DORA)
        .reason("The forecast is public")
        .commit();
    narrator.say("%s", model.promotionPolicy("production"));

    narrator.step("Alice stages the first version, Bob approves it, Alice promotes it");
    model.promote(first).to("staging").by(ALICE).reason("For the trial on Friday").commit();
    narrator.say("staging names %s", first.label());
    refused(
        MissingApprovalsException.class,
        () -> model.promote(first).ifCurrentIsNone().by(ALICE).reason("First release").commit());
    approve(first, "The trial went well");
    model.promote(first).ifCurrentIsNone().by(ALICE).reason("First release").commit();
    serves();

    narrator.step("Alice and Carol both promote what they have seen; Carol is late");
    approve(second, "As good as the first");
    model.promote(second).ifCurrentIs(1).by(ALICE).reason("Trained again").commit();
    serves();
    refused(
        ConflictException.class,
        () -> model.promote(second).ifCurrentIs(1).by(CAROL).reason("Trained again").commit());
  }

  private void endInARollback(ModelVersion hurried) {
    narrator.step("Dora locks promotions before the holidays");
    model.lockPromotions(DORA, "Nobody is here over the holidays");
    refused(
        ConflictException.class,
        () -> model.promote(hurried).by(CAROL).reason("Storm warning").commit());
    model.unlockPromotions(DORA, "Back from the holidays");

    narrator.step("Carol overrides the policy for a version that nobody approved, and says why");
    refused(
        MissingApprovalsException.class,
        () -> model.promote(hurried).by(CAROL).reason("A storm is near").commit());
    model
        .promote(hurried)
        .override("The others do not know the new station")
        .by(CAROL)
        .reason("A storm is near")
        .commit();
    serves();

    narrator.step("Bob rolls it back");
    model.rollback().ifCurrentIs(hurried.number()).by(BOB).reason("It sees no rain").commit();
    serves();
  }

  private void serves() {
    narrator.say("%s serves", model.findProduction().orElseThrow().label());
  }

  /** The gates judge first, so that Bob approves figures that he has seen. */
  private void approve(ModelVersion version, String reason) {
    model.judge(version).forEach(verdict -> narrator.say("%s", verdict));
    model.approve(version, BOB, reason);
  }

  private void refused(Class<? extends LifecycleException> type, Runnable decision) {
    try {
      decision.run();
    } catch (LifecycleException e) {
      narrator.say(
          "%s: %s", type.cast(e).getClass().getSimpleName(), String.valueOf(e.getMessage()));
      return;
    }
    throw new IllegalStateException("Not refused");
  }

  /**
   * Runs the example.
   *
   * @param args not used
   */
  public static void main(String[] args) {
    tell(Path.of("data/weather.csv"), Path.of("model-home"), System.out);
  }
}

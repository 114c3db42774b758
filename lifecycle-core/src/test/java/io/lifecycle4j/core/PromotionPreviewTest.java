package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.registry.Gates.betterThanProduction;
import static io.lifecycle4j.registry.Gates.gate;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.evaluation.AnswerChanges;
import io.lifecycle4j.evaluation.HoldoutLook;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateNeed;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.JudgedVersion;
import io.lifecycle4j.registry.PromotionPreview;
import io.lifecycle4j.serving.Replay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A promotion is looked at before it is made. */
class PromotionPreviewTest {
  /** Learns next to nothing, so that it answers otherwise. */
  private static final LinearTrainer LAZY = new LinearTrainer(1, 1e-12, 1);

  private final HinderedEngine hindered = new HinderedEngine();
  private final LinearEngine engine = hindered.engine;
  private Lifecycle home;

  @BeforeEach
  void open() {
    home = Flowers.inMemory(hindered);
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  private ManagedModel<Flower, String> model(Requirement... gates) {
    return Flowers.model(home).gates(linear(gates)).open();
  }

  private ModelVersion lazy() {
    try (ManagedModel<Flower, String> model = Flowers.plain(home).trainer(LAZY).open()) {
      return model.train(Flowers.split(home, 1));
    }
  }

  private static List<Flower> flowers(int count) {
    List<Flower> flowers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double size = 1 + 5.0 * i / count;
      flowers.add(new Flower(size, size / 3, i % 3 == 0 ? "loam" : "sand"));
    }
    return flowers;
  }

  @Test
  void comparesTheAnswersToLoggedRequests() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion second = lazy();
      model.predict(flowers(600));
      model.predictEach(Arrays.asList((Flower) null));
      List<AuditRecord> before = model.history();

      PromotionPreview preview = model.promote(second).preview();

      AnswerChanges changes = preview.changes().orElseThrow();
      Replay replay = model.replay(second).by("soil").run();
      assertThat(changes.changed()).isEqualTo(replay.different()).isPositive();
      assertThat(changes)
          .hasToString(
              "species:2 answers "
                  + changes.changed()
                  + " of 600 requests differently from species:1");
      assertThat(changes.requests()).isEqualTo(601);
      assertThat(changes.leftOut()).containsExactly(Map.entry("without answer", 1L));
      assertThat(changes.share()).isEqualTo(changes.changed() / 600.0);
      assertThat(changes.largest())
          .hasSize(20)
          .isSortedAccordingTo((a, b) -> Double.compare(b.size(), a.size()))
          .extracting(AnswerChanges.Answers::id)
          .containsExactlyElementsOf(replay.largest().stream().map(Replay.Difference::id).toList());
      assertThat(changes.largest()).noneMatch(one -> one.before().equals(one.after()));
      assertThat(changes.slices()).isNotEmpty().allMatch(part -> part.column().equals("soil"));
      AnswerChanges.Part part = changes.slices().get(0);
      assertThat(replay.slices())
          .contains(new Replay.Slice(part.value(), part.compared(), part.changed()));
      assertThat((double) part.changed() / part.compared()).isGreaterThan(changes.share());
      assertThat(preview.refusals()).isEmpty();
      assertThat(preview.current()).hasValue(1);
      assertThat(model.history()).isEqualTo(before);
      assertThat(model.findProduction()).contains(first);
      assertThat(model.predictions().count()).as("nothing is served").isEqualTo(601);
    }
  }

  private record Point(double x) {}

  private record Measured(double x, double y) {}

  private static ManagedModel<Point, Double> points(Lifecycle home, LinearTrainer trainer) {
    return home.model("points", Point.class, regression("y"))
        .preprocessing(standardize("x"))
        .trainer(trainer)
        .open();
  }

  private Split measured() {
    return home.datasets()
        .dataset("points")
        .snapshot(
            Sources.records(
                Measured.class, IntStream.range(0, 200).mapToObj(i -> new Measured(i, 3.0 * i))))
        .commit()
        .split(Flowers.PLAN);
  }

  @Test
  void toleratesSmallDifferencesOfNumbersIfAsked() {
    Split split = measured();
    ModelVersion first;
    try (ManagedModel<Point, Double> model = points(home, new LinearTrainer(2, 0.01, 1))) {
      first = model.train(split);
      model.promote(first, ALICE, "First");
    }
    try (ManagedModel<Point, Double> model = points(home, new LinearTrainer(3, 0.01, 1))) {
      ModelVersion second = model.train(split);
      for (int i = 0; i < 20; i++) {
        model.predict(new Point(10 * i));
      }

      AnswerChanges all = model.promote(second).preview().changes().orElseThrow();
      assertThat(all.compared()).isEqualTo(20);
      assertThat(all.changed()).as("not all digits are equal").isEqualTo(20);
      double tolerance = all.largest().get(5).size();
      AnswerChanges some = model.promote(second).preview(tolerance).changes().orElseThrow();
      assertThat(some.changed()).isEqualTo(5);
      assertThat(some.largest()).isEqualTo(all.largest().subList(0, 5));
      assertThatThrownBy(() -> model.promote(second).preview(-1))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid tolerance: -1 (must be finite and at least 0)");
    }
  }

  @Test
  void comparesTheNewestRequestsOnly() {
    try (ManagedModel<Flower, String> model = model()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion second = model.train(Flowers.split(home, 2));
      model.predictEach(Arrays.asList(new Flower[20])); // the oldest
      for (int i = 0; i < 10; i++) {
        model.predict(flowers(1_000));
      }

      AnswerChanges changes = model.promote(second).preview().changes().orElseThrow();

      assertThat(changes.requests()).isEqualTo(10_000);
      assertThat(changes.compared()).isEqualTo(10_000);
    }
  }

  @Test
  void looksAtNoHeldOutRows() {
    int[] judged = {0};
    try (ManagedModel<Flower, String> model =
        model(gate("counting", (next, production) -> ++judged[0] > 0))) {
      ModelVersion version = model.train(Flowers.split(home, 1));

      PromotionPreview preview = model.promote(version).to("staging").preview();

      assertThat(judged[0]).isZero();
      assertThat(preview)
          .hasToString(
              """
              promote species:1 to staging, which is none now
              unknown: counting: it needs the held-out rows
              unknown: changed answers: no version is in production\
              """);
      assertThat(preview.verdicts()).isEmpty();
    }
  }

  @Test
  void knowsTheVerdictsOfAnEarlierJudgementWhileTheyHold() {
    Requirement never = gate("never", (next, production) -> false);
    try (ManagedModel<Flower, String> model = model()) {
      Flowers.promoted(model, Flowers.split(home, 1));
    }
    ModelVersion third;
    try (ManagedModel<Flower, String> model =
        model(metric("accuracy").above(0.999), notWorseThanProduction("accuracy"), never)) {
      model.train(Flowers.split(home, 2));
      third = model.train(Flowers.split(home, 3));
      GateFailedException refusal =
          catchThrowableOfType(GateFailedException.class, () -> model.promote(third, ALICE, "Try"));
      List<GateVerdict> judged =
          model.history().get(model.history().size() - 1).transition().verdicts();

      PromotionPreview preview = model.promote(third).preview();
      assertThat(preview.verdicts()).isEqualTo(judged.subList(0, 2));
      assertThat(preview.refusals()).hasSize(2).isSubsetOf(refusal.failures());
      assertThat(preview.unknown())
          .as("only its words are known, so that it may be another one now")
          .containsExactly("never: it is asked again");
    }
    try (ManagedModel<Flower, String> model = model()) {
      model.promote(home.models().version("species", 2), ALICE, "Meanwhile");
    }
    try (ManagedModel<Flower, String> model =
        model(metric("accuracy").above(0.999), notWorseThanProduction("accuracy"), never)) {
      PromotionPreview preview = model.promote(third).preview();
      assertThat(preview.verdicts())
          .extracting(GateVerdict::gate)
          .containsExactly("accuracy above 0.999");
      assertThat(preview.unknown())
          .containsExactly(
              "accuracy not worse than production by 0.02: it needs the held-out rows; 123 rows"
                  + " at level 0.0076 can show a difference of about 0.046 at best (allow"
                  + " .within(0.058), or hold out more rows)",
              "never: it needs the held-out rows");
    }
  }

  @Test
  void saysBeforehandWhichDifferenceTheRowsCanShow() {
    try (ManagedModel<Flower, String> model = model(notWorseThanProduction("accuracy"))) {
      Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion second = lazy();
      List<HoldoutLook> looks = home.models().looks("species");

      String atBest = model.promote(second).preview().unknown().get(0);
      model.predict(flowers(600));
      String asTheAnswersChange = model.promote(second).preview().unknown().get(0);

      assertThat(home.models().looks("species")).as("no look is spent").isEqualTo(looks);
      Map<String, Double> judged = model.judge(second).get(0).figures();
      String rows =
          String.format(
              Locale.ROOT,
              "accuracy not worse than production by 0.02: it needs the held-out rows; %.0f rows at"
                  + " level %.4f can show a difference of about ",
              judged.get("rows"),
              judged.get("level"));
      assertThat(atBest)
          .isEqualTo(rows + "0.027 at best (allow .within(0.034), or hold out more rows)");
      assertThat(asTheAnswersChange)
          .isEqualTo(rows + "0.19 (allow .within(0.24), or hold out more rows)");
    }
  }

  /** Compares as the library does, in its own words. */
  private record Mine(String metric, OptionalDouble margin) implements Gate {
    @Override
    public String id() {
      return "mine";
    }

    @Override
    public Set<GateNeed> needs() {
      return Set.of(GateNeed.PRODUCTION, new GateNeed.Compared(metric, margin));
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      throw new IllegalStateException("A preview looks at no rows");
    }
  }

  @Test
  void saysItForGatesOfOnesOwnToo() {
    try (ManagedModel<Flower, String> model = model()) {
      Flowers.promoted(model, Flowers.split(home, 1));
    }
    try (ManagedModel<Flower, String> model =
        model(
            new Mine("accuracy", OptionalDouble.of(0.01)),
            betterThanProduction("accuracy"),
            new Mine("accuracy", OptionalDouble.of(0.9)),
            new Mine("accuracy", OptionalDouble.empty()),
            new Mine("log_loss", OptionalDouble.of(0.01)))) {
      List<String> unknown = model.promote(lazy()).preview().unknown();

      String shown = ": it needs the held-out rows; 129 rows at level 0.0304 can show a difference";
      assertThat(unknown.get(0))
          .startsWith("Mine[metric=accuracy, margin=OptionalDouble[0.01]]" + shown)
          .endsWith(" at best (allow a margin of 0.034, or hold out more rows)");
      assertThat(unknown.get(1)).startsWith("accuracy better than production" + shown);
      assertThat(unknown.get(2)).endsWith(" can show a difference of about 0.027 at best");
      assertThat(unknown.subList(3, 5))
          .allMatch(said -> said.endsWith(": it needs the held-out rows"));
    }
  }

  @Test
  void saysWhatWouldBeRefused() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion second = model.train(Flowers.split(home, 2));

      assertThat(model.promote(first).preview().refusals())
          .containsExactly("Cannot promote species:1: it is in production");
      assertThat(model.promote(second).ifCurrentIs(7).preview().refusals())
          .singleElement()
          .asString()
          .startsWith(
              "Cannot promote species:2: production names version 1 (expected version 7); alice"
                  + " moved it to 1 at ");
      ModelVersion unknown =
          new ModelVersion("species", 7, first.id(), first.manifest(), first.registered());
      assertThatThrownBy(() -> model.promote(unknown).preview())
          .isInstanceOf(NotFoundException.class);
    }
  }

  @Test
  void refusesACandidateThatCannotBeLoaded() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion second = model.train(Flowers.split(home, 2));
      String problem = "Cannot load species:2: java.lang.OutOfMemoryError: made by the test";

      hindered.before(second, Failures.OUT_OF_MEMORY::fail);
      PromotionPreview preview = model.promote(second).preview();
      assertThat(preview.refusals()).singleElement().asString().startsWith(problem);
      assertThat(preview.unknown())
          .singleElement()
          .asString()
          .startsWith("changed answers: " + problem);
      assertThat(model.promote(second).to("staging").preview().refusals())
          .as("an alias may name what cannot be loaded")
          .isEmpty();

      hindered.free(second);
      hindered.before(first, Failures.OUT_OF_MEMORY::fail);
      preview = model.promote(second).preview();
      assertThat(preview.refusals()).isEmpty();
      assertThat(preview.unknown()).singleElement().asString().contains("species:1");
      assertThat(preview.changes()).isEmpty();
      hindered.free(first);
    }
  }

  @Test
  void saysWhyAnswersCannotBeCompared() {
    try (ManagedModel<Flower, String> model = model()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion secret = model.train(Flowers.commitPrivate(home, "soil").split(Flowers.PLAN));
      model.predict(flowers(3));

      AnswerChanges changes = model.promote(secret).preview().changes().orElseThrow();

      assertThat(changes.compared()).isZero();
      assertThat(changes.leftOut()).containsExactly(Map.entry("with private column soil", 3L));
      assertThat(changes.share()).isNaN();
    }
  }
}

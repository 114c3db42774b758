package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.registry.Gates.cardComplete;
import static io.lifecycle4j.registry.Gates.churnAtMost;
import static io.lifecycle4j.registry.Gates.filesAtMost;
import static io.lifecycle4j.registry.Gates.gate;
import static io.lifecycle4j.registry.Gates.latencyAtMost;
import static io.lifecycle4j.registry.Gates.memoryAtMost;
import static io.lifecycle4j.registry.Gates.noLeakage;
import static io.lifecycle4j.registry.Gates.sameWhenLoaded;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateNeed;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.JudgedVersion;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.PromotionPreview;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gates that need no held-out rows open none, so that a home without them judges by these. */
@Timeout(60)
class GatesBesideRowsTest {
  private static final Requirement[] BESIDE_ROWS = {
    cardComplete(),
    filesAtMost(1_000_000),
    memoryAtMost(1L << 40),
    sameWhenLoaded(),
    churnAtMost(1),
    withoutBaseline("It was compared where it was trained")
  };

  @TempDir private Path directory;

  private static void describe(Lifecycle home, ModelVersion version) {
    home.models()
        .describe(version)
        .description("Tells flowers apart")
        .intendedUse("Flowers of a meadow")
        .limitations("Three species only")
        .knownFailures("None that we know")
        .contact("garden@example.org")
        .owner("garden")
        .license("Apache-2.0")
        .by(ALICE)
        .reason("For the card")
        .commit();
  }

  private static int looks(Lifecycle home) {
    return home.models().looks("species").size();
  }

  /** A version in a home that has none of its rows. */
  private ModelVersion imported(Lifecycle serving) {
    Path file = directory.resolve("version.l4jversion");
    try (Lifecycle training = Flowers.in(directory.resolve("training"));
        ManagedModel<Flower, String> model = Flowers.model(training).open()) {
      model.export(model.train(Flowers.split(training, 1)), file);
    }
    try (ManagedModel<Flower, String> model = Flowers.plain(serving).open()) {
      return model.importFrom(file, ALICE, "Trained elsewhere");
    }
  }

  @Test
  void promoteAnImportedVersionUnderAPolicy() {
    try (Lifecycle serving = Flowers.in(directory.resolve("serving"))) {
      ModelVersion version = imported(serving);
      describe(serving, version);
      try (ManagedModel<Flower, String> model = Flowers.plain(serving).open()) {
        model
            .changePolicy("production")
            .gates(BESIDE_ROWS)
            .by(ALICE)
            .reason("A home that serves")
            .commit();

        Transition entry = model.promote(version, ALICE, "Released").transition();

        assertThat(entry.find(PolicyMet.class)).isPresent();
        assertThat(entry.verdicts())
            .hasSize(BESIDE_ROWS.length - 1)
            .allMatch(GateVerdict::passed)
            .noneMatch(GateVerdict::rowsRead);
        assertThat(model.predict(Flowers.SETOSA).value()).isEqualTo("setosa");
      }
      assertThat(looks(serving)).isZero();
    }
  }

  @Test
  void sayWhatToDoWhereRowsThatOthersNeedAreMissing() {
    try (Lifecycle serving = Flowers.in(directory.resolve("serving"))) {
      ModelVersion version = imported(serving);
      try (ManagedModel<Flower, String> model =
          Flowers.plain(serving)
              .gates(
                  linear(
                      metric("accuracy").atLeast(0.5),
                      filesAtMost(1_000_000),
                      noLeakage(),
                      latencyAtMost(Duration.ofHours(1))))
              .open()) {
        List<GateVerdict> verdicts = model.judge(version);

        assertThat(verdicts)
            .extracting(GateVerdict::verdict)
            .containsExactly(
                Verdict.INCONCLUSIVE, Verdict.PASS, Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE);
        assertThat(verdicts.get(0).explanation())
            .startsWith("its held-out rows are not in this home: no dataset flowers:")
            .contains("judge it in the home where it was trained")
            .endsWith("such as cardComplete or sameWhenLoaded)");
        assertThat(verdicts.get(2).explanation())
            .startsWith("what it learned from cannot be searched: ")
            .contains("no dataset flowers:");
        assertThatThrownBy(() -> model.promote(version, ALICE, "Try"))
            .isInstanceOf(GateFailedException.class)
            .hasMessageContaining("its held-out rows are not in this home")
            .hasMessageContaining("[inconclusive]");
      }
      assertThat(looks(serving)).isZero();
    }
  }

  @Test
  void spendNoLookWhereRowsAre() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model =
            Flowers.model(home)
                .gates(linear(filesAtMost(1_000_000), noLeakage().sharedAtMost(1)))
                .open()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      assertThat(model.judge(version)).allMatch(GateVerdict::passed);
      model.promote(version, ALICE, "First");
      assertThat(looks(home)).isZero();
    }
  }

  @Test
  void askAgainWhatVerdictsOnRowsDoNotHold() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model =
            Flowers.model(home)
                .gates(linear(cardComplete(), metric("accuracy").atLeast(0.5)))
                .open()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      describe(home, version);
      assertThat(model.judge(version)).allMatch(GateVerdict::passed);
      int looks = looks(home);
      home.models().describe(version).contact("").by(ALICE).reason("She left").commit();

      assertThatThrownBy(() -> model.promote(version, ALICE, "Try"))
          .isInstanceOf(GateFailedException.class)
          .hasMessage(
              "Cannot promote species:1: card complete: the card has no contact (describe the"
                  + " version)");

      home.models().describe(version).contact("b@x.org").by(ALICE).reason("Bob").commit();
      model.judge(version);
      assertThat(looks(home)).isEqualTo(looks + 1);
      model.promote(version, ALICE, "First");
      assertThat(looks(home)).as("the verdict on rows stands").isEqualTo(looks + 1);
    }
  }

  @Test
  void areKnownInAPreview() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model =
            Flowers.model(home)
                .gates(linear(metric("accuracy").atLeast(0.5), cardComplete()))
                .open()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      PromotionPreview preview = model.promote(version).preview();
      assertThat(preview.unknown())
          .anyMatch(text -> text.startsWith("accuracy at least 0.5"))
          .noneMatch(text -> text.startsWith("card complete"));
      assertThat(preview.refusals())
          .anyMatch(text -> text.startsWith("card complete: the card has no "));
      assertThat(looks(home)).isZero();
    }
  }

  /** Says that it needs no rows, and asks for a metric all the same. */
  private record Wanting() implements Gate {
    @Override
    public String id() {
      return "wanting";
    }

    @Override
    public Set<GateNeed> needs() {
      return Set.of();
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      return GateVerdict.passed("wanting", "accuracy " + candidate.metric("accuracy"));
    }
  }

  @Test
  void seeNoRows() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model =
            Flowers.model(home).gates(linear(new Wanting())).open()) {
      GateVerdict said = model.judge(model.train(Flowers.split(home, 1))).get(0);
      assertThat(said.verdict()).isEqualTo(Verdict.ERROR);
      assertThat(said.rowsRead()).isFalse();
      assertThat(said.explanation())
          .contains("are not open (add GateNeed.ROWS to what the gate needs)");
    }
  }

  private record Unsure(String id) implements Gate {
    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      return GateVerdict.builder(id, Verdict.INCONCLUSIVE, "x".repeat(300)).build();
    }
  }

  @Test
  void saysFirstWhatRejectsAVersionAndAlwaysTheCure() {
    List<Gate> many =
        new ArrayList<>(IntStream.range(0, 6).mapToObj(i -> new Unsure("u" + i)).toList());
    many.add(gate("fair", (candidate, production) -> false));
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model =
            Flowers.model(home).gates(many.toArray(Gate[]::new)).open()) {
      ModelVersion version = model.train(Flowers.split(home, 1));

      assertThatThrownBy(() -> model.promote(version, ALICE, "try"))
          .isInstanceOf(GateFailedException.class)
          .hasMessageStartingWith(
              "Cannot promote species:1: fair: the check did not pass; accuracy")
          .hasMessageContaining("; Unsure[id=u0]: xxx")
          .hasMessageContaining("; and 4 more (failures() has all) (baselines are compared with")
          .hasMessageEndingWith(" leaves that out)")
          .asInstanceOf(type(GateFailedException.class))
          .satisfies(e -> assertThat(e.failures()).hasSize(8));
    }
  }

  /** Finds each version unsafe to load; counts how often it is asked. */
  private record Scanned(AtomicInteger asked) implements Gate {
    @Override
    public String id() {
      return "scanned";
    }

    @Override
    public Set<GateNeed> needs() {
      return Set.of(GateNeed.BEFORE_LOADING, GateNeed.MORE_THAN_ROWS);
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      asked.incrementAndGet();
      return GateVerdict.builder("scanned", Verdict.FAIL, "it calls home").unsafeToLoad().build();
    }

    @Override
    public String toString() {
      return "scanned";
    }
  }

  @Test
  void keepAVersionThatIsUnsafeToLoadFromBeingLoaded() {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger others = new AtomicInteger();
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model =
            Flowers.model(home)
                .gates(
                    linear(
                        sameWhenLoaded(),
                        gate("other", (a, b) -> others.incrementAndGet() > 0),
                        new Scanned(asked)))
                .open()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      assertThatThrownBy(() -> model.promote(version, ALICE, "Try"))
          .isInstanceOf(GateFailedException.class)
          .hasMessage(
              "Cannot promote species:1: scanned: it calls home; same outputs when loaded within"
                  + " 1.0E-5: not judged, as the version is unsafe to load in this process"
                  + " [inconclusive]; other: not judged, as the version is unsafe to load in this"
                  + " process [inconclusive]");
      assertThat(asked).as("asked once").hasValue(1);
      assertThat(others).hasValue(0);
      assertThat(looks(home)).isZero();
      assertThat(model.history().get(model.history().size() - 1).transition().verdicts())
          .extracting(GateVerdict::unsafeToLoad)
          .as("on record")
          .containsExactly(false, false, true);
    }
  }

  /** Wants to judge before a load, and rows. */
  private record Greedy(GateNeed more) implements Gate {
    @Override
    public String id() {
      return "greedy";
    }

    @Override
    public Set<GateNeed> needs() {
      return Set.of(GateNeed.BEFORE_LOADING, more);
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      return GateVerdict.passed("greedy", "never asked");
    }
  }

  @Test
  void cannotNeedWhatLoadsAVersionBeforeItIsLoaded() {
    try (Lifecycle home = Flowers.inMemory()) {
      for (GateNeed need : List.of(GateNeed.ROWS, GateNeed.PRODUCTION)) {
        assertThatThrownBy(() -> Flowers.model(home).gates(new Greedy(need)))
            .isInstanceOf(InvalidValueException.class)
            .hasMessageStartingWith("Invalid gate: greedy needs [")
            .hasMessageEndingWith(
                "] (one that judges before a load cannot need rows or production, which load"
                    + " versions)");
      }
    }
  }
}

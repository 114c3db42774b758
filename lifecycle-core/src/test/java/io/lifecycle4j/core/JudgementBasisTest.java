package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.registry.Gates.cardComplete;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static io.lifecycle4j.registry.Gates.similarBetweenGroups;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateNeed;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.JudgedVersion;
import io.lifecycle4j.registry.JudgementBasis;
import io.lifecycle4j.registry.ModelAction;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Verdicts hold for what they were said of: an alias, gates, rows and the version in production.
 */
@Timeout(60)
class JudgementBasisTest {
  private static final Actor BOB = Actor.by("bob");
  private static final Requirement RIVAL = notWorseThanProduction("accuracy").within(0.9);
  private static final Requirement EASY = metric("accuracy").atLeast(0.1);

  /** What happens while {@link Meanwhile} judges. */
  private static volatile Runnable meanwhile = () -> {};

  private volatile Authorizer authorizer = Authorizer.ALL;
  private Lifecycle home;

  /** A gate of rows and production; all of it is its id. */
  record Meanwhile() implements Gate {
    @Override
    public String id() {
      return "meanwhile";
    }

    @Override
    public Set<GateNeed> needs() {
      return Set.of(GateNeed.ROWS, GateNeed.PRODUCTION);
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      Runnable once = meanwhile;
      meanwhile = () -> {};
      once.run();
      return GateVerdict.passed("meanwhile", "it passed");
    }
  }

  @BeforeEach
  void open() {
    meanwhile = () -> {};
    home =
        Flowers.open(
            Lifecycle.builder()
                .location(URI.create("memory:new"))
                .authorizer(request -> authorizer.allows(request)));
  }

  @AfterEach
  void close() {
    home.close();
  }

  private ManagedModel<Flower, String> model(Requirement... gates) {
    return Flowers.model(home).gates(linear(gates)).open();
  }

  private int looks() {
    return home.models().looks("species").size();
  }

  private Judged last() {
    List<AuditRecord> history = home.models().history("species");
    return history.get(history.size() - 1).transition().find(Judged.class).orElseThrow();
  }

  private static void policy(
      ManagedModel<?, ?> model, String alias, int approvals, Requirement... gates) {
    List<Requirement> all = new ArrayList<>(List.of(gates));
    all.add(withoutBaseline("It is linear"));
    model
        .changePolicy(alias)
        .gates(all.toArray(Requirement[]::new))
        .approvals(Approvals.of(approvals))
        .by(ALICE)
        .reason("Agreed")
        .commit();
  }

  @Test
  void namesWhatItRestsOn() {
    try (ManagedModel<Flower, String> model = model(RIVAL, EASY)) {
      Split split = Flowers.split(home, 1);
      ModelVersion first = model.train(split);
      model.judge(first);
      assertThat(last().basis().production()).isEmpty();
      assertThat(last().basis().level()).isEmpty();
      model.promote(first, ALICE, "First");
      ModelVersion second = model.train(Flowers.split(home, 2));
      model.judge(second, "staging");
      assertThat(last().alias()).isEqualTo("staging");
      JudgementBasis basis = last().basis();
      assertThat(basis.production()).hasValue(1);
      assertThat(basis.level().orElseThrow()).isBetween(0.001, 0.05);
      assertThat(basis.requirements()).hasSize(2).doesNotHaveDuplicates();
      assertThat(basis.rows().orElseThrow().data())
          .isEqualTo(second.manifest().provenance().data());
      assertThat(basis.evaluation()).isPresent();
      assertThat(basis.rival()).isPresent();
    }
  }

  @Test
  void doesNotStandOnceProductionMovedWhileGatesJudged() {
    try (ManagedModel<Flower, String> model = model(new Meanwhile(), RIVAL)) {
      Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion second = model.train(Flowers.split(home, 2));
      ModelVersion third = model.train(Flowers.split(home, 3));
      meanwhile = () -> model.promote(second, BOB, "Meanwhile");
      model.judge(third);
      assertThat(last().basis().production()).as("what it was compared with").hasValue(1);
      int looks = looks();
      model.promote(third, ALICE, "Newest");
      assertThat(looks()).isGreaterThan(looks);
      assertThat(last().basis().production()).hasValue(2);
    }
  }

  @Test
  void doesNotStandOnceProductionMovedWhileAnotherAliasDid() {
    try (ManagedModel<Flower, String> model = model(RIVAL)) {
      Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion second = model.train(Flowers.split(home, 2));
      ModelVersion third = model.train(Flowers.split(home, 3));
      model.judge(third);
      model.judge(third, "staging");
      int[] asked = {0};
      authorizer =
          request -> {
            if (request.action().equals(ModelAction.PROMOTE) && ++asked[0] == 2) {
              authorizer = Authorizer.ALL;
              model.promote(second, BOB, "Meanwhile");
            }
            return true;
          };
      model.promote(third).to("staging").by(ALICE).reason("Try").commit();
      assertThat(model.findProduction()).contains(second);
      int looks = looks();
      model.promote(third, ALICE, "Newest");
      assertThat(looks()).isGreaterThan(looks);
      assertThat(last().basis().production()).hasValue(2);
    }
  }

  @Test
  void doesNotStandForAGateThatOnlyLooksAlike() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      var alike = similarBetweenGroups("accuracy", "soil").within(0.9);
      policy(model, "production", 0, alike.minimumRows(60));
      model.judge(version);
      int looks = looks();
      policy(model, "production", 0, alike.minimumRows(5));
      assertThat(model.promote(version).preview().verdicts()).isEmpty();
      model.promote(version, ALICE, "First");
      assertThat(looks()).isGreaterThan(looks);
    }
  }

  @Test
  void doesNotStandForACardThatWasEmptied() {
    try (ManagedModel<Flower, String> model = model(EASY, cardComplete())) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      home.models()
          .describe(version)
          .description("Species by size")
          .intendedUse("Ponds")
          .limitations("No roses")
          .knownFailures("Buds")
          .contact("flowers@example.org")
          .owner("bob")
          .by(ALICE)
          .reason("For the card")
          .commit();
      assertThat(model.judge(version)).allMatch(GateVerdict::passed);
      home.models().describe(version).contact("").by(ALICE).reason("She left").commit();
      assertThatThrownBy(() -> model.promote(version, ALICE, "First"))
          .isInstanceOf(GateFailedException.class)
          .hasMessageEndingWith(": the card has no contact (describe the version)");
    }
  }

  @Test
  void conflictsWithAHoldoutThatIsPinnedMeanwhile() {
    try (ManagedModel<Flower, String> model = model(new Meanwhile())) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      Split second = Flowers.split(home, 2);
      Split third = Flowers.split(home, 3);
      meanwhile = () -> model.pinHoldout(second, BOB, "Checked rows");
      assertThatThrownBy(() -> model.judge(version))
          .isInstanceOf(ConflictException.class)
          .hasMessageMatching(
              "Cannot keep the verdicts on species:1: they are on flowers:1/holdout by .*, and the"
                  + " holdout was pinned to flowers:2/holdout by .* \\(judge it again\\)");
      meanwhile = () -> model.pinHoldout(third, BOB, "Newer rows");
      assertThatThrownBy(() -> model.promote(version, ALICE, "First"))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("pinned to flowers:3/holdout");
      assertThat(model.findProduction()).isEmpty();
      model.promote(version, ALICE, "First");
      assertThat(last().basis().rows().orElseThrow().data()).isEqualTo(third.version().ref());
    }
  }

  @Test
  void leavesTheApprovalForAnotherAlias() {
    try (ManagedModel<Flower, String> model = model()) {
      policy(model, "production", 1, EASY);
      policy(model, "staging", 0, metric("accuracy").where("soil", "sand").atLeast(0.1));
      ModelVersion version = model.train(Flowers.split(home, 1));
      model.judge(version);
      model.approve(version, BOB, "Reviewed");
      model.promote(version).to("staging").by(ALICE).reason("Try").commit();
      int looks = looks();
      assertThat(model.promote(version).preview().refusals()).isEmpty();
      assertThat(model.promote(version).preview().verdicts()).hasSize(1);
      model.promote(version, ALICE, "It works");
      assertThat(looks()).isEqualTo(looks);
    }
  }

  @Test
  void isApprovedForTheAliasThatItWasJudgedFor() {
    try (ManagedModel<Flower, String> model = model()) {
      policy(model, "production", 0, metric("accuracy").atLeast(0.2));
      policy(model, "staging", 1, EASY);
      ModelVersion version = model.train(Flowers.split(home, 1));
      String cannot =
          "Cannot approve species:1 for staging: its gate 'accuracy at least 0.1' did not judge it"
              + " yet (judge it for staging first)";
      model.judge(version);
      assertThatThrownBy(() -> approve(model, version))
          .isInstanceOf(NotFoundException.class)
          .hasMessage(cannot);
      assertThat(model.judge(version, "staging")).allMatch(GateVerdict::passed);
      approve(model, version);
      model.promote(version).to("staging").by(ALICE).reason("Try").commit();
      assertThat(model.findNamed("staging")).contains(version);
    }
  }

  @Test
  void isNotApprovedUnderAPolicyWhoseGatesDidNotJudge() {
    try (ManagedModel<Flower, String> model = model()) {
      policy(model, "staging", 1, EASY);
      ModelVersion version = model.train(Flowers.split(home, 1));
      model.judge(version, "staging");
      policy(model, "staging", 1, EASY, metric("accuracy").atLeast(0.2));
      assertThatThrownBy(() -> approve(model, version))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("its gate 'accuracy at least 0.2' did not judge it yet");
    }
  }

  private static void approve(ManagedModel<?, ?> model, ModelVersion version) {
    model.approve(version).to("staging").by(BOB).reason("Reviewed").commit();
  }
}

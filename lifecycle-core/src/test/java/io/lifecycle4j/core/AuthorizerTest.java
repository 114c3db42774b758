package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.NotAllowedException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.evaluation.StressTests;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.Gates;
import io.lifecycle4j.registry.ModelAction;
import io.lifecycle4j.serving.Rollout;
import io.lifecycle4j.serving.Shadow;
import io.lifecycle4j.training.Reproduction;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody changes what a registry says of a model unless the authorizer of the home allows it. */
@Timeout(60)
class AuthorizerTest {
  private static final Actor PROCESS = Actor.by(System.getProperty("user.name"));

  /** What writes into a registry, by the method of the api that does. */
  private static final Map<String, Door> DOORS =
      Map.ofEntries(
          entry("TrainableModel.train", Door.training(GuardedFlowers::train)),
          entry("TrainableModel.resume", Door.training(GuardedFlowers::resume)),
          entry(
              "TrainableModel.reproduce",
              Door.training(in -> in.model().reproduce(in.candidate()))),
          entry("ManagedModel.register", Door.registering(ALICE, GuardedFlowers::register)),
          entry(
              "ManagedModel.importFrom",
              Door.of(ModelAction.IMPORT, ALICE, GuardedFlowers::importFrom)),
          entry(
              "ManagedModel.evaluate",
              Door.of(ModelAction.JUDGE, PROCESS, in -> in.model().evaluate(in.candidate()))),
          entry(
              "ManagedModel.judge by somebody",
              Door.of(
                      ModelAction.JUDGE,
                      ALICE,
                      in -> in.model().judge(in.candidate(), "staging", ALICE))
                  .about("staging")),
          entry(
              "ManagedModel.evaluate by somebody",
              Door.of(ModelAction.JUDGE, ALICE, in -> in.model().evaluate(in.candidate(), ALICE))),
          entry(
              "ManagedModel.stress",
              Door.of(ModelAction.JUDGE, ALICE, in -> in.model().stress(in.candidate(), ALICE))),
          entry("ManagedModel.train", Door.registering(ALICE, GuardedFlowers::trainByAlice)),
          entry(
              "ManagedModel.judge",
              Door.of(ModelAction.JUDGE, PROCESS, in -> in.model().judge(in.candidate()))
                  .about("production")),
          entry(
              "StressReport.Builder.run",
              Door.of(
                  ModelAction.JUDGE,
                  PROCESS,
                  in -> in.model().stress(in.candidate()).tests(StressTests.noise(0.1)).run())),
          entry(
              "ManagedModel.promote",
              Door.of(
                      ModelAction.PROMOTE,
                      ALICE,
                      in -> in.model().promote(in.candidate(), ALICE, "Better"))
                  .about("production")),
          entry(
              "PromotionBuilder.commit",
              Door.of(
                      ModelAction.PROMOTE,
                      ALICE,
                      in ->
                          in.model()
                              .promote(in.candidate())
                              .to("staging")
                              .by(ALICE)
                              .reason("A trial")
                              .commit())
                  .about("staging")),
          entry(
              "GovernedModel.lockPromotions",
              Door.of(ModelAction.LOCK, ALICE, in -> in.model().lockPromotions(ALICE, "Sale"))),
          entry(
              "GovernedModel.unlockPromotions",
              Door.of(ModelAction.UNLOCK, ALICE, in -> in.model().unlockPromotions(ALICE, "Over"))
                  .ending(in -> in.model().lockPromotions(ALICE, "Sale"))),
          entry(
              "AuditTrail.endSigning",
              Door.of(
                  ModelAction.SET_SIGNING,
                  ALICE,
                  in -> in.home().models().audit().endSigning(ALICE, "No key"))),
          entry(
              "AuditTrail.beginSigning",
              Door.of(
                  ModelAction.SET_SIGNING,
                  ALICE,
                  in -> in.home().models().audit().beginSigning(ALICE, "New key"))),
          entry(
              "ManagedModel.rollback",
              Door.of(ModelAction.ROLL_BACK, ALICE, in -> in.model().rollback(ALICE, "Worse"))
                  .about("production")),
          entry(
              "RollbackBuilder.commit",
              Door.of(
                      ModelAction.ROLL_BACK,
                      ALICE,
                      in -> in.model().rollback().of("staging").by(ALICE).reason("Worse").commit())
                  .about("staging")),
          entry(
              "RolloutBuilder.start",
              Door.of(ModelAction.ROLL_OUT, ALICE, GuardedFlowers::rollOut).about("production")),
          entry(
              "Rollout.abort",
              Door.of(
                      ModelAction.ABORT,
                      ALICE,
                      in -> in.model().findRollout().orElseThrow().abort(ALICE, "Enough"))
                  .about("production")
                  .ending(GuardedFlowers::rollOut)),
          entry(
              "Shadow.Builder.start",
              Door.of(
                  ModelAction.SHADOW,
                  ALICE,
                  in -> in.model().shadow(in.candidate()).start(ALICE, "Compare"))),
          entry(
              "Shadow.stop",
              Door.of(
                      ModelAction.SHADOW,
                      ALICE,
                      in -> in.model().findShadow().orElseThrow().stop(ALICE, "Enough"))
                  .ending(in -> in.model().shadow(in.candidate()).start(ALICE, "Compare"))),
          entry(
              "GovernedModel.removeAlias",
              Door.of(
                      ModelAction.REMOVE_ALIAS,
                      ALICE,
                      in -> in.model().removeAlias("trial", ALICE, "Tidy"))
                  .about("trial")
                  .ending(GuardedFlowers::tryOut)),
          entry(
              "GovernedModel.pinHoldout",
              Door.of(ModelAction.PIN_HOLDOUT, ALICE, GuardedFlowers::pin)),
          entry(
              "ApprovalBuilder.commit",
              Door.of(
                      ModelAction.APPROVE,
                      ALICE,
                      in ->
                          in.model()
                              .approve(in.candidate())
                              .to("reviewed")
                              .by(ALICE)
                              .reason("Reviewed")
                              .commit())
                  .about("reviewed")
                  .ending(GuardedFlowers::requireReview)),
          entry(
              "ApprovalBuilder.commit of a withdrawal",
              Door.of(
                      ModelAction.WITHDRAW,
                      ALICE,
                      in ->
                          in.model()
                              .withdrawApproval(in.candidate())
                              .to("reviewed")
                              .by(ALICE)
                              .reason("Too early")
                              .commit())
                  .about("reviewed")),
          entry(
              "PolicyBuilder.commit",
              Door.of(
                      ModelAction.SET_POLICY,
                      ALICE,
                      in ->
                          in.model()
                              .changePolicy("canary")
                              .approvals(Approvals.of(1))
                              .by(ALICE)
                              .reason("Four eyes")
                              .commit())
                  .about("canary")),
          entry(
              "Models.delete",
              Door.of(
                  ModelAction.DELETE,
                  ALICE,
                  in -> in.home().models().delete(in.spare(), ALICE, "Old"))),
          entry(
              "Models.restore",
              Door.of(
                      ModelAction.RESTORE,
                      ALICE,
                      in -> in.home().models().restore(in.spare(), ALICE, "New"))
                  .ending(GuardedFlowers::delete)),
          entry(
              "Models.purge",
              Door.of(
                  ModelAction.PURGE,
                  ALICE,
                  in -> in.home().models().purge(in.spare(), ALICE, "Large"))),
          entry(
              "DescriptionBuilder.commit",
              Door.of(
                  ModelAction.DESCRIBE,
                  ALICE,
                  in ->
                      in.home()
                          .models()
                          .describe(in.candidate())
                          .owner("bob")
                          .by(ALICE)
                          .reason("New")
                          .commit())));

  /** What takes an actor, or returns what a door returns, and writes no entry of a registry. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "takes a setting of what a door writes",
          "ApprovalBuilder.by DescriptionBuilder.by PolicyBuilder.by PromotionBuilder.by"
              + " RollbackBuilder.by",
          "calls a door",
          "GovernedModel.approve",
          "reads",
          "Models.history Models.version",
          "writes no registry",
          "Alerts.acknowledge Monitoring.forgetReference Predictions.erase Retrainings.allow");

  private static final Set<Class<?>> RESULTS =
      Set.of(
          AuditRecord.class,
          Evaluation.class,
          ModelVersion.class,
          Reproduction.class,
          Rollout.class,
          Shadow.class,
          StressReport.class);
  private static final Pattern RESULT_LISTS =
      Pattern.compile(".*List<.*\\.(GateVerdict|AuditRecord)>");

  @TempDir private static Path directory;
  private static GuardedFlowers in;

  @BeforeAll
  static void open() {
    in = new GuardedFlowers(directory, Gates.gate("any", (next, production) -> true));
  }

  @AfterAll
  static void close() {
    in.close();
  }

  static Stream<String> doors() {
    return DOORS.keySet().stream().sorted();
  }

  private static Door door(String name) {
    return Objects.requireNonNull(DOORS.get(name));
  }

  @ParameterizedTest
  @MethodSource("doors")
  void isAskedBeforeAnythingIsLookedAtAndBeforeAnythingIsWritten(String name) {
    Door door = door(name);
    in.answer(Authorizer.ALL);
    door.before().accept(in);
    Object before = in.seen();
    in.refuseFrom(1);
    assertThatThrownBy(() -> door.call().accept(in))
        .isInstanceOf(NotAllowedException.class)
        .hasMessage("Not allowed for %s: %s", door.request().actor().name(), door.request());
    assertThat(in.requests()).containsExactly(door.request());
    assertThat(in.seen()).as("looked at, loaded or written").isEqualTo(before);

    List<AuditRecord> written = in.model().history();
    in.refuseFrom(2);
    boolean refused = in.isRefused(door);
    assertThat(in.requests()).containsOnly(door.request()).hasSize(refused ? 2 : 1);
    if (refused) {
      assertThat(in.model().history()).isEqualTo(written);
      in.answer(Authorizer.ALL);
      door.after().accept(in);
    }
  }

  /** A new method that may write is to be added to one of the two lists. */
  @Test
  void isAskedByEveryMethodOfTheApiThatMayWrite() {
    Set<String> listed = new TreeSet<>();
    DOORS.keySet().forEach(door -> listed.add(door.replaceFirst(" .*", "")));
    OTHERS.values().forEach(names -> listed.addAll(List.of(names.split(" "))));
    Set<String> found = new TreeSet<>();
    for (JavaClass type :
        new ClassFileImporter()
            .importUrl(Lifecycle.class.getProtectionDomain().getCodeSource().getLocation())) {
      if (type.isInterface() && !type.getPackageName().endsWith(".spi")) {
        Arrays.stream(type.reflect().getMethods())
            .filter(AuthorizerTest::mayWrite)
            .forEach(method -> found.add(name(method)));
      }
    }
    assertThat(found).isEqualTo(listed);
  }

  private static boolean mayWrite(Method method) {
    boolean returns =
        RESULTS.contains(method.getReturnType())
            || RESULT_LISTS.matcher(method.getGenericReturnType().getTypeName()).matches();
    boolean mayAct = method.getParameterCount() > 0 || name(method).contains("Builder.");
    return !Modifier.isStatic(method.getModifiers())
        && (List.of(method.getParameterTypes()).contains(Actor.class) || (mayAct && returns));
  }

  private static String name(Method method) {
    Class<?> type = method.getDeclaringClass();
    String simple = type.getName().substring(type.getPackageName().length() + 1);
    return simple.replace('$', '.') + "." + method.getName();
  }

  @Test
  void refusesByWhateverItThrows() {
    in.answer(
        request -> {
          throw new IllegalStateException("The directory is away");
        });
    assertThatThrownBy(() -> in.model().rollback(ALICE, "Worse"))
        .isInstanceOf(NotAllowedException.class)
        .hasMessage(
            "Not allowed for alice: roll-back species (production): the authorizer threw"
                + " java.lang.IllegalStateException")
        .hasRootCauseMessage("The directory is away");
    in.answer(
        request -> {
          throw new StackOverflowError();
        });
    assertThatThrownBy(() -> in.model().rollback(ALICE, "Worse"))
        .isInstanceOf(NotAllowedException.class)
        .hasCauseInstanceOf(StackOverflowError.class);
    in.answer(
        request -> {
          throw new NotAllowedException("Only leads roll back");
        });
    assertThatThrownBy(() -> in.model().rollback(ALICE, "Worse"))
        .hasMessage("Not allowed for alice: roll-back species (production): Only leads roll back");
  }

  @Test
  void asksWhoPromotesToRecordARefusalByAGate() {
    try (GuardedFlowers gated =
        new GuardedFlowers(directory, Gates.gate("never", (next, production) -> false))) {
      gated.answer(request -> request.action().equals(ModelAction.PROMOTE));
      int entries = gated.model().history().size();
      assertThatThrownBy(() -> gated.model().promote(gated.candidate(), ALICE, "Better"))
          .isInstanceOf(GateFailedException.class);
      assertThat(gated.model().history()).hasSize(entries + 1);
    }
  }

  @Test
  void guardsAModelThatIsNotOpen() {
    in.answer(request -> request.model().equals("roses"));
    assertThatThrownBy(() -> door("DescriptionBuilder.commit").call().accept(in))
        .isInstanceOf(NotAllowedException.class);
  }
}

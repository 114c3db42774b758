package io.lifecycle4j.core.registry;

import static io.lifecycle4j.registry.spi.ModelRegistry.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Change.ShadowStarted;
import io.lifecycle4j.registry.Change.ShadowStopped;
import io.lifecycle4j.registry.Effect;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.registry.RolloutEnded;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.UnknownChange;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.registry.VersionDeleted;
import io.lifecycle4j.registry.VersionImported;
import io.lifecycle4j.registry.VersionPurged;
import io.lifecycle4j.registry.VersionRegistered;
import io.lifecycle4j.registry.VersionRestored;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that a library wrote whose forms this one does not know. */
@Timeout(60)
@SuppressWarnings("NullAway") // what is missing fails the test
class UnknownFormTest {
  private static final String MOVED = FormatVectors.entries("registry").get("rolled_back");

  private final Medium medium = Media.memory();
  private final ModelRegistry registry = Registries.over(medium, () -> Fixtures.TIME);
  private ModelManifest manifest;

  @BeforeEach
  void open() {
    manifest = Fixtures.model(registry.put(new NamedContent("weights", Content.of("weights"))));
    register("fraud");
    register("fraud");
    register("churn");
  }

  @AfterEach
  void close() {
    registry.close();
    medium.close();
  }

  private void register(String model) {
    registry.register(model, manifest, Fixtures.ALICE, "Trained");
  }

  private void append(String line) {
    try (Journal journal = medium.journals().chained(JournalModelRegistry.JOURNAL)) {
      journal.append(
          new Batch(
              Ids.token(), journal.sequence(), List.of(Fixtures.utf8(line)), Durability.POWER));
    }
    registry.refresh();
  }

  private static String line(String change) {
    return MOVED.replaceFirst("\\[.*]", "[" + change + "]").replace("0.1.0", "9.9.9");
  }

  private UnknownChange unknown() {
    return registry.history("fraud").get(2).transition().find(UnknownChange.class).orElseThrow();
  }

  private void assertRefused(String model, int version, String what) {
    assertThat(new ModelVersions(model, registry).state().findObstacle(version, PRODUCTION))
        .isPresent();
    assertThatThrownBy(() -> registry.apply(Moves.promotion(model, 0, version)))
        .isInstanceOf(ReadOnlyException.class)
        .hasMessage(
            "Cannot change %s:%s: its registry has %s that this library does not know (Lifecycle4j"
                + " 9.9.9 wrote it: use that version or a newer one)",
            model, version, what);
  }

  @Test
  void isAChangeWithAValueThatIsNotKnown() {
    String moved =
        "{\"kind\":\"moved\",\"alias\":\"production\",\"direction\":\"SIDEWAYS\",\"from\":null,"
            + "\"model\":\"fraud\",\"version\":1}";
    append(line(moved));

    assertThat(unknown())
        .isEqualTo(
            new UnknownChange(
                "moved",
                "fraud",
                OptionalInt.of(1),
                Optional.of(PRODUCTION),
                Effect.SERVES,
                Optional.of("9.9.9"),
                moved));
    assertThat(registry.named("fraud", PRODUCTION)).isEmpty();
    assertRefused("fraud", 1, "a change of the kind 'moved'");
    registry.apply(Moves.promotion("churn", 0, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'kind':'moved','alias':'production','direction':'FORWARD','from':null,'model':'fraud',"
            + "'share':0.05,'version':1}",
        "{'kind':'judged','effect':'DECIDES','alias':'production','model':'fraud','verdicts':"
            + "[{'explanation':'Held','gate':'auc','rows':9,'verdict':'pass'}],'version':1}",
        "{'kind':'moved','effect':7,'alias':'production','direction':'SIDEWAYS','model':'fraud',"
            + "'version':1}"
      })
  void isAKnownChangeWithAPartThatIsNotKnown(String quoted) {
    String change = quoted.replace('\'', '"');
    append(line(change));

    assertThat(unknown().json()).isEqualTo(change);
    assertThat(unknown().version()).hasValue(1);
    assertThat(unknown().alias()).hasValue(PRODUCTION);
    assertThat(registry.named("fraud", PRODUCTION)).isEmpty();
    assertRefused("fraud", 1, "a change of the kind '" + unknown().kind() + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\":\"registered\",\"manifest\":7,\"model\":\"fraud\",\"version\":[3]}",
        "{\"kind\":\"moved\",\"alias\":{},\"direction\":\"BACK\",\"model\":\"fraud\",\"version\":1}",
        "{\"kind\":\"judged\",\"model\":\"fraud\",\"version\":0,\"alias\":\"production\"}",
        "{\"kind\":\"retired\",\"model\":\"fraud\"}",
        "{\"kind\":5,\"model\":\"fraud\"}",
        "{\"model\":\"fraud\"}"
      })
  void isAboutTheWholeModelWhereNobodyKnowsWhichVersion(String change) {
    append(line(change));

    assertThat(unknown().json()).isEqualTo(change);
    assertThat(unknown().version()).isEmpty();
    assertThat(unknown().alias()).isEmpty();
    String kind = change.contains("\"kind\":\"") ? change.split("\"", -1)[3] : "";
    assertRefused("fraud", 2, "a change of the kind '" + kind + "'");
    assertThat(new ModelVersions("churn", registry).state().findObstacle(1, PRODUCTION)).isEmpty();
  }

  @Test
  void isNoneThoughWhatInformsHasPartsThatAreNotKnown() {
    String judged =
        "{'kind':'judged','effect':'INFORMS','needs':[],'alias':'production','model':'fraud',"
            + "'basis':{'evaluation':null,'production':null,'requirements':['DIGEST'],'rival':null,"
            + "'rows':null,'curve':null},'figures':{},'verdicts':[{'explanation':'Held','gate':'auc','rows':9,"
            + "'verdict':'pass'}],'version':1}";
    append(line(judged.replace("DIGEST", "0d".repeat(32)).replace('\'', '"')));

    assertThat(registry.history("fraud").get(2).transition().verdicts())
        .containsExactly(GateVerdict.builder("auc", Verdict.PASS, "Held").build());
    registry.apply(Moves.promotion("fraud", 0, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'kind':'sketched','effect':'INFORMS','model':'fraud'}",
        "{'kind':'sketched','effect':'INFORMS','model':'fraud','version':1}",
        "{'kind':'judged','effect':'INFORMS','model':'fraud','version':1,'verdicts':7}",
        "{'kind':'sketched','effect':'INFORMS'}"
      })
  void blocksNothingIfItInforms(String change) {
    append(line(change.replace('\'', '"')));

    changes(1).forEach(each -> assertNotReadOnly(() -> apply(each)));
    assertThat(new ModelVersions("fraud", registry).state().obstacles()).isEmpty();
  }

  @Test
  void blocksMovesForwardOfWhatItDecidesAbout() {
    append(line("{\"kind\":\"locked\",\"effect\":\"DECIDES\",\"model\":\"fraud\"}"));

    ModelState state = new ModelVersions("fraud", registry).state();
    assertThat(state.findObstacle(1, PRODUCTION)).isPresent();
    assertThat(state.findStop(1, PRODUCTION)).isEmpty();
    for (Change change : changes(1)) {
      boolean ends = change instanceof RolloutEnded;
      boolean moves = change.affectedAlias().isPresent() && !(change instanceof Judged) && !ends;
      if (moves) {
        assertThatThrownBy(() -> apply(change))
            .as("%s", change)
            .isInstanceOf(ReadOnlyException.class)
            .hasMessageStartingWith("Cannot change fraud:1: its registry has a change of the kind");
      } else {
        assertNotReadOnly(() -> apply(change));
      }
    }
  }

  /** What is written may have no place for another reason. */
  private static void assertNotReadOnly(ThrowingCallable written) {
    assertThat(catchThrowable(written) instanceof ReadOnlyException).isFalse();
  }

  /** Each kind of change, about a version. */
  private List<Change> changes(int version) {
    BlobId file = manifest.artifact().files().get(0).blob();
    return List.of(
        Moves.registered("fraud", version, file),
        new VersionImported(
            "fraud", version, new UUID(0, 7), 9, List.of("ann"), file, List.of(file)),
        new VersionDeleted("fraud", version),
        new VersionRestored("fraud", version),
        new VersionPurged("fraud", version, file),
        Moves.moved("fraud", 0, version, Direction.FORWARD),
        Moves.rejection("fraud", version).find(Judged.class).orElseThrow(),
        new ShadowStarted("fraud", version, "s", 1, Fixtures.TIME, 0, Optional.empty()),
        new ShadowStopped("fraud", version, "s"),
        Moves.rollout("fraud", 2, version, "r"),
        Moves.stepped("fraud", version, "r", 1),
        Moves.ended("fraud", version, "r", RolloutEnd.ABORTED));
  }

  private void apply(Change change) {
    registry.apply(Transition.builder(Fixtures.ALICE, "Tried").change(change).build());
  }

  @Test
  void keepsEveryKindOfChangeFromTheModel() {
    append(line("{\"kind\":\"retired\",\"model\":\"fraud\"}"));

    for (Change change : changes(1)) {
      assertThatThrownBy(() -> apply(change))
          .as("%s", change)
          .isInstanceOf(ReadOnlyException.class)
          .hasMessageStartingWith(
              "Cannot change fraud:1: its registry has a change of the kind 'retired' that");
    }
  }

  @Test
  void isNoneIfEveryKindOfChangeFindsItsVersion() {
    for (Change change : changes(9)) {
      assertThatThrownBy(() -> apply(change))
          .as("%s", change)
          .hasMessage(
              change instanceof VersionRegistered
                  ? "Cannot register fraud:9: the next version is 3"
                  : "Model version does not exist: fraud:9");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\":\"frozen\"}",
        "{\"kind\":\"frozen\",\"model\":[\"fraud\",\"churn\"]}",
        "{\"kind\":\"frozen\",\"model\":\"a/b\",\"version\":1}",
        "\"frozen\"",
        "null"
      })
  void isAboutEveryModelWhereItNamesNone(String change) {
    append(line(change));

    String what = "a change of the kind '" + (change.startsWith("{") ? "frozen" : "") + "'";
    assertRefused("fraud", 1, what);
    assertRefused("churn", 1, what);
    assertThatThrownBy(() -> register("new"))
        .isInstanceOf(ReadOnlyException.class)
        .hasMessageStartingWith("Cannot change new:1: its registry has " + what);
    assertThat(registry.history("fraud")).hasSize(2);
    assertThat(registry.models()).containsExactly("churn", "fraud");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"library\":\"9.9.9\",\"v\":2}",
        "{\"changes\":{},\"library\":\"9.9.9\",\"time\":0,\"v\":2}"
      })
  void isAnEntryOfALaterForm(String line) {
    append(line);

    assertRefused("fraud", 1, "an entry of the form 2");
    assertRefused("churn", 1, "an entry of the form 2");
    assertThat(registry.history("fraud")).hasSize(2);
  }

  @Test
  void isAnEntryOfALaterFormThoughItNamesNoLibrary() {
    append("{\"v\":3}");

    assertThat(
            new ModelVersions("fraud", registry)
                .state()
                .findObstacle(1, PRODUCTION)
                .orElseThrow()
                .said())
        .isEqualTo(
            "its registry has an entry of the form 3 that this library does not know (Lifecycle4j"
                + " of another version wrote it: use that version or a newer one)");
  }

  @Test
  void isAnEntryOfALaterFormThoughItLooksKnown() {
    append(MOVED.replace("\"v\":1", "\"v\":2").replace("0.1.0", "9.9.9"));

    assertRefused("fraud", 1, "an entry of the form 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"library\":\"0.1.0\",\"v\":1}", "{\"v\":\"2\"}"})
  void isNoEntryThatIsNoneInAnyForm(String line) {
    assertThatThrownBy(() -> append(line)).isInstanceOf(CorruptDataException.class);
  }
}

package io.lifecycle4j.contract;

import static io.lifecycle4j.contract.Fixtures.ALICE;
import static io.lifecycle4j.contract.Moves.promotion;
import static io.lifecycle4j.contract.Moves.rejection;
import static io.lifecycle4j.contract.Moves.rollback;
import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.registry.spi.ModelRegistry.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.VersionRegistered;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link ModelRegistry} must do. */
@Timeout(120)
public abstract class ModelRegistryContract extends RegistryRemovalsContract {
  private static final int THREADS = 8;

  /** Creates the contract. */
  protected ModelRegistryContract() {}

  @Test
  void isEmptyAtFirst() {
    assertThat(registry.models()).isEmpty();
    assertThat(registry.versions("fraud")).isEmpty();
    assertThat(registry.find("fraud", 1)).isEmpty();
    assertThat(registry.named("fraud", PRODUCTION)).isEmpty();
    assertThat(registry.history("fraud")).isEmpty();
    assertThat(registry.refresh()).isZero();
  }

  @Test
  void numbersTheVersionsOfEachModelFromOne() {
    assertThat(register("fraud").label()).isEqualTo("fraud:1");
    assertThat(register("fraud").label()).isEqualTo("fraud:2");
    assertThat(register("churn").label()).isEqualTo("churn:1");
    assertThat(registry.versions("fraud"))
        .extracting(RegisteredVersion::number)
        .containsExactly(1, 2);
    assertThat(registry.models()).containsExactly("churn", "fraud");
  }

  @Test
  void givesBackTheManifestAsItWas() {
    ModelVersion registered = register("fraud");
    assertThat(registered.manifest()).isEqualTo(manifest);
    assertThat(registry.find("fraud", 1)).hasValue(registered);
    assertThat(openAgain(registry).find("fraud", 1)).hasValue(registered);
    assertThat(openAgain(registry).versions("fraud"))
        .containsExactly(RegisteredVersion.of(registered));
  }

  @Test
  void namesAVersionByItsContent() {
    ModelVersion one = register("fraud");
    ModelVersion same = register("fraud");
    ModelVersion other =
        registry.register("fraud", Fixtures.model(store("w", "other")), ALICE, "trained");
    assertThat(same.id()).isEqualTo(one.id());
    assertThat(other.id()).isNotEqualTo(one.id());
  }

  @Test
  void givesBackFiles() throws IOException {
    StoredFile file = register("fraud").manifest().artifact().files().get(0);
    try (InputStream in = registry.open(file)) {
      assertThat(in.readAllBytes()).isEqualTo(Fixtures.utf8("weights"));
    }
    StoredFile absent = Fixtures.file("absent", Fixtures.utf8("absent"));
    assertThatThrownBy(() -> registry.open(absent)).isInstanceOf(NotFoundException.class);
  }

  @Test
  void takesAnyNameThatIsAllowed() {
    for (String name :
        List.of("con", "ab:c", "größe", "模型", "a b", "A", "a", "%2e", "x".repeat(250))) {
      assertThat(register(name).model()).isEqualTo(name);
    }
    assertThat(registry.models()).hasSize(9).isSorted().contains("A", "a");
  }

  @Test
  void registersNothingUnderANameThatIsNotAllowed() {
    for (String name : List.of("", " ", "../x", "a/b", "a\\b", ".x", "a\0", "x".repeat(251))) {
      assertThatThrownBy(() -> register(name)).isInstanceOf(InvalidNameException.class);
    }
    assertThat(registry.models()).isEmpty();
    assertThat(registry.refresh()).isZero();
  }

  @Test
  void registersNothingWhenAFileIsNotStored() {
    ModelManifest lacking =
        Fixtures.model(store("here", "here"), Fixtures.file("gone.bin", Fixtures.utf8("gone")));
    assertThatThrownBy(() -> registry.register("fraud", lacking, ALICE, "trained"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("gone.bin");
    assertThat(registry.versions("fraud")).isEmpty();
    assertThat(registry.history("fraud")).isEmpty();
    assertThat(register("fraud").number()).isEqualTo(1);
  }

  @Test
  void registersNothingWithoutAReason() {
    assertThatThrownBy(() -> registry.register("fraud", manifest, ALICE, " "))
        .isInstanceOf(InvalidValueException.class);
    assertThat(registry.versions("fraud")).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesNull() {
    assertThatThrownBy(() -> registry.register("fraud", null, ALICE, "trained"))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> registry.register("fraud", manifest, null, "trained"))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> registry.apply(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> registry.onChange(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> registry.find(null, 1)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> registry.named("fraud", null))
        .isInstanceOf(InvalidValueException.class);
    assertThat(registry.refresh()).isZero();
  }

  @Test
  void registersCandidatesThatNothingNames() {
    register("fraud");
    assertThat(registry.named("fraud", PRODUCTION)).isEmpty();
  }

  @Test
  void movesAnAlias() {
    register("fraud");
    register("fraud");
    registry.apply(promotion("fraud", 0, 1));
    assertThat(registry.named("fraud", PRODUCTION)).hasValue(1);
    registry.apply(promotion("fraud", 1, 2));
    assertThat(registry.named("fraud", PRODUCTION)).hasValue(2);
    registry.apply(rollback("fraud", 2, 1));
    assertThat(registry.named("fraud", PRODUCTION)).hasValue(1);
    assertThat(registry.named("fraud", "canary")).isEmpty();
    assertThat(registry.named("churn", PRODUCTION)).isEmpty();
  }

  @Test
  void movesNothingWhenTheAliasNamesAnotherVersion() {
    register("fraud");
    register("fraud");
    registry.apply(promotion("fraud", 0, 1));
    long before = registry.refresh();
    for (int from : List.of(0, 2)) {
      assertThatThrownBy(() -> registry.apply(promotion("fraud", from, 2)))
          .isInstanceOf(ConflictException.class)
          .hasMessageStartingWith(
              "Cannot move production of fraud to version 2: production names version 1 (expected "
                  + (from == 0
                      ? "none); alice moved it to 1 at "
                      : "version 2); alice moved it to"));
      assertThatThrownBy(() -> registry.apply(rollback("fraud", from, 2)))
          .isInstanceOf(ConflictException.class);
    }
    assertThat(registry.named("fraud", PRODUCTION)).hasValue(1);
    assertThat(registry.refresh()).isEqualTo(before);
  }

  @Test
  void movesNothingToAVersionThatDoesNotExist() {
    register("fraud");
    long before = registry.refresh();
    Map<String, Transition> missing =
        Map.of(
            "fraud:2", promotion("fraud", 0, 2),
            "fraud:3", rejection("fraud", 3),
            "churn:1", promotion("churn", 0, 1));
    missing.forEach(
        (version, transition) ->
            assertThatThrownBy(() -> registry.apply(transition))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("Model version does not exist: %s", version));
    assertThat(registry.models()).containsExactly("fraud");
    assertThat(registry.refresh()).isEqualTo(before);
  }

  @Test
  void appliesNothingThatRestsOnWhatIsNotStored() {
    register("fraud");
    BlobId gone = Fixtures.file("gone", Fixtures.utf8("gone")).blob();
    BlobId id = store("manifest.json", "{}").blob();
    long before = registry.refresh();
    Change whole = VersionRegistered.of("fraud", 2, gone, manifest);
    Change lacking =
        VersionRegistered.of("fraud", 2, id, Fixtures.model(new StoredFile("gone", gone, 4)));
    for (Change change : List.of(whole, lacking)) {
      Transition transition = Transition.builder(ALICE, "trained").change(change).build();
      assertThatThrownBy(() -> registry.apply(transition))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("fraud:2")
          .hasMessageContaining("is not stored");
    }
    assertThat(registry.versions("fraud")).hasSize(1);
    assertThat(registry.refresh()).isEqualTo(before);
  }

  @Test
  void namesAnEvaluationWhoseFilesAreStored() {
    register("fraud");
    StoredFile stored =
        registry.put(new NamedContent("evaluation.json", Content.of(Fixtures.utf8("{}"))));
    StoredFile gone = Fixtures.file("rows.safetensors", Fixtures.utf8("gone"));
    AuditRecord record = registry.apply(evaluation(1, stored));
    assertThat(registry.history("fraud")).last().isEqualTo(record);
    long before = registry.refresh();
    assertThatThrownBy(() -> registry.apply(evaluation(1, stored, gone)))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("is not stored");
    assertThatThrownBy(() -> registry.apply(evaluation(2, stored)))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Model version does not exist: fraud:2");
    assertThat(registry.refresh()).isEqualTo(before);
  }

  private static Transition evaluation(int version, StoredFile document, StoredFile... files) {
    return Transition.builder(ALICE, "on fresh rows")
        .change(new Evaluated("fraud", version, "rides:1", 1, Map.of(), document, List.of(files)))
        .build();
  }

  @Test
  void linksItsEntriesIfItReturnsTheirJournal() {
    register("fraud");
    registry.apply(promotion("fraud", 0, 1));
    registry
        .audit()
        .ifPresent(
            audit -> {
              assertThat(audit.journal().read(1)).hasSize((int) registry.refresh());
              assertThat(audit.journal().state().chain()).isPresent();
            });
  }

  @Test
  void recordsARejectionAndMovesNothing() {
    register("fraud");
    register("fraud");
    registry.apply(promotion("fraud", 0, 1));
    AuditRecord record = registry.apply(rejection("fraud", 2));
    assertThat(registry.named("fraud", PRODUCTION)).hasValue(1);
    assertThat(registry.history("fraud")).last().isEqualTo(record);
  }

  @Test
  void keepsTheTrailInOrder() {
    register("fraud");
    register("churn");
    AuditRecord promoted = registry.apply(promotion("fraud", 0, 1));
    register("fraud");
    AuditRecord rejected = registry.apply(rejection("fraud", 2));
    List<AuditRecord> trail = registry.history("fraud");
    assertThat(trail)
        .extracting(Moves::what)
        .containsExactly("registered", "promoted", "registered", "rejected");
    assertThat(trail).element(1).isEqualTo(promoted);
    assertThat(trail).element(3).isEqualTo(rejected);
    assertThat(promoted.transition()).isEqualTo(promotion("fraud", 0, 1));
    assertThat(trail).extracting(AuditRecord::sequence).isSorted().doesNotHaveDuplicates();
    assertThat(registry.history("churn")).hasSize(1);
    assertThat(registry.refresh()).isEqualTo(rejected.sequence());
    assertThat(openAgain(registry).history("fraud")).isEqualTo(trail);
  }

  @Test
  void decidesOnTheNewestStateOfEveryOpening() {
    ModelRegistry other = openAgain(registry);
    register("fraud");
    other.apply(promotion("fraud", 0, 1));
    assertThatThrownBy(() -> registry.apply(promotion("fraud", 0, 1)))
        .isInstanceOf(ConflictException.class);
    assertThat(registry.named("fraud", PRODUCTION)).as("after a conflict").hasValue(1);
    assertThat(other.register("fraud", manifest, ALICE, "trained").number()).isEqualTo(2);
    assertThat(register("fraud").number()).isEqualTo(3);
  }

  @Test
  void readsToTheHeadWhenItIsAsked() {
    ModelRegistry other = openAgain(registry);
    assertThat(other.models()).isEmpty();
    register("fraud");
    long promoted = registry.apply(promotion("fraud", 0, 1)).sequence();
    assertThat(other.refresh()).isEqualTo(promoted);
    assertThat(other.named("fraud", PRODUCTION)).hasValue(1);
  }

  @Test
  void findsAVersionThatAnotherOpeningHasJustRegistered() {
    ModelRegistry other = openAgain(registry);
    assertThat(other.find("fraud", 1)).isEmpty();
    ModelVersion version = register("fraud");
    assertThat(other.find("fraud", 1)).hasValue(version);
  }

  @Test
  void followsWhatAnotherOpeningWritesHoweverItBegan() {
    List<Consumer<ModelRegistry>> beginnings =
        List.of(
            ModelRegistry::models,
            ModelRegistry::refresh,
            other -> other.register("churn", manifest, ALICE, "trained"));
    for (int i = 0; i < beginnings.size(); i++) {
      ModelRegistry other = openAgain(registry);
      beginnings.get(i).accept(other);
      String model = "fraud" + i;
      register(model);
      awaitTrue(() -> other.models().contains(model));
    }
  }

  @Test
  void numbersWithoutGapsUnderManyThreads() throws Exception {
    ModelRegistry other = openAgain(registry);
    List<List<Integer>> numbers =
        Together.run(
            THREADS,
            thread ->
                IntStream.range(0, 10)
                    .map(i -> registerAt(thread % 2 == 0 ? registry : other))
                    .boxed()
                    .toList());
    assertThat(numbers.stream().flatMap(List::stream).sorted().toList())
        .isEqualTo(IntStream.rangeClosed(1, THREADS * 10).boxed().toList());
    registry.refresh();
    assertThat(registry.versions("fraud")).hasSize(THREADS * 10);
  }

  @Test
  void letsExactlyOneOfManyMoveAnAlias() throws Exception {
    IntStream.range(0, 2 * THREADS).forEach(i -> register("fraud"));
    ModelRegistry other = openAgain(registry);
    int production = 0;
    for (int round = 0; round < 10; round++) {
      int from = production;
      int first = 1 + round % 2 * THREADS; // never the version that is there already
      List<Integer> winners =
          Together.run(
              THREADS,
              thread -> promoteAt(thread % 2 == 0 ? registry : other, from, first + thread));
      winners.removeIf(number -> number == 0);
      assertThat(winners).hasSize(1);
      production = winners.get(0);
      registry.refresh();
      assertThat(registry.named("fraud", PRODUCTION)).hasValue(production);
    }
    assertThat(registry.history("fraud")).hasSize(2 * THREADS + 10);
  }

  private static int promoteAt(ModelRegistry place, int from, int to) {
    try {
      place.apply(promotion("fraud", from, to));
      return to;
    } catch (ConflictException e) {
      return 0;
    }
  }

  @Test
  void isClosedTwiceWithoutHarm() {
    register("fraud");
    ModelRegistry other = openAgain(registry);
    other.close();
    other.close();
    if (other != registry) {
      assertThat(registry.versions("fraud")).hasSize(1);
    }
  }
}

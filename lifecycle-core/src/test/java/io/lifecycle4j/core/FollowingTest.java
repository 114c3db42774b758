package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several openings of one home, and files that are not what they were. */
@Timeout(60)
class FollowingTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final LinearEngine engine = new LinearEngine();
  private Lifecycle home;
  private ManagedModel<Flower, String> model;

  @BeforeEach
  void open() {
    home = Flowers.in(directory, engine);
    model = Flowers.model(home).open();
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  /** Asks until a version answers; the time between a promotion and the others is not promised. */
  private static void awaitVersion(ManagedModel<Flower, String> follower, int version) {
    long end = System.nanoTime() + SOON.toNanos();
    while (serves(follower) != version) {
      assertThat(System.nanoTime()).as("still served by %s", serves(follower)).isLessThan(end);
      LockSupport.parkNanos(200_000);
    }
  }

  private static int serves(ManagedModel<Flower, String> follower) {
    try {
      return follower.predict(SETOSA).version().orElseThrow();
    } catch (ModelUnavailableException e) { // nothing promoted, or not loaded yet
      return 0;
    }
  }

  @Test
  @OnlyLarger
  void followsPromotionsOfAnotherHome() {
    try (Lifecycle other = Flowers.in(directory, engine);
        ManagedModel<Flower, String> follower = Flowers.plain(other).open()) {
      assertThat(serves(follower)).isZero();
      Flowers.promoted(model, Flowers.split(home, 1));
      awaitVersion(follower, 1);
      Flowers.promoted(model, Flowers.split(home, 2));
      awaitVersion(follower, 2);
      model.rollback(ALICE, "Looks wrong");
      awaitVersion(follower, 1);

      follower.promote(other.models().version("species", 2), ALICE, "From here");
      awaitVersion(model, 2);
    }
  }

  @Test
  void servesProductionWhenItIsOpenedAgain() {
    Flowers.promoted(model, Flowers.split(home, 1));
    OptionalDouble probability = model.predict(SETOSA).probability();
    home.close();

    home = Flowers.in(directory, engine);
    try (ManagedModel<Flower, String> again = Flowers.plain(home).open()) {
      assertThat(again.predict(SETOSA).version()).hasValue(1);
      assertThat(again.predict(SETOSA).probability()).isEqualTo(probability);
    }
  }

  private void flip(ModelVersion version) throws IOException {
    StoredFile weights = version.manifest().artifact().files().get(0);
    String name = weights.blob().sha256();
    Path blob = directory.resolve("blobs").resolve(name.substring(0, 2)).resolve(name);
    byte[] bytes = Files.readAllBytes(blob);
    bytes[3] ^= 1;
    Files.delete(blob);
    Files.write(blob, bytes);
  }

  @Test
  void promotesNothingWhoseFileIsDamaged() throws IOException {
    Flowers.promoted(model, Flowers.split(home, 1));
    ModelVersion second = model.train(Flowers.split(home, 2));
    flip(second);

    assertThatThrownBy(() -> model.promote(second, ALICE, "try"))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("its bytes have the hash")
        .hasCauseInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> model.evaluate(second)).isInstanceOf(ModelUnavailableException.class);

    assertThat(model.predict(SETOSA).version()).hasValue(1);
    assertThat(model.findProduction()).map(ModelVersion::number).contains(1);
    assertThat(kinds()).containsExactly("registered", "promoted", "registered");
  }

  private List<String> kinds() {
    return model.history().stream().map(Moves::what).toList();
  }

  @Test
  void rollsBackToNothingWhoseFileIsDamaged() throws IOException {
    ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
    Flowers.promoted(model, Flowers.split(home, 2));
    model.close(); // until then the first stands by, and could serve whatever became of its file
    flip(first);
    model = Flowers.model(home).open();

    assertThatThrownBy(() -> model.rollback(ALICE, "try"))
        .isInstanceOf(ModelUnavailableException.class)
        .hasCauseInstanceOf(CorruptDataException.class);

    assertThat(model.predict(SETOSA).version()).hasValue(2);
    assertThat(model.findProduction()).map(ModelVersion::number).contains(2);
    assertThat(kinds()).last().isEqualTo("promoted");
  }

  @Test
  void opensWithADamagedFileAndSaysSo() throws IOException {
    flip(Flowers.promoted(model, Flowers.split(home, 1)));

    assertThat(model.predict(SETOSA).version()).as("it serves from memory").hasValue(1);
    try (ManagedModel<Flower, String> another = Flowers.plain(home).open()) {
      assertThatThrownBy(() -> another.predict(SETOSA))
          .isInstanceOf(ModelUnavailableException.class)
          .hasCauseInstanceOf(CorruptDataException.class)
          .hasMessageContaining("version 1 in production cannot be loaded")
          .hasMessageContaining("its bytes have the hash");
    }
  }

  @Test
  void putsASuccessorInPlaceOfADamagedVersion() throws IOException {
    flip(Flowers.promoted(model, Flowers.split(home, 1)));
    try (ManagedModel<Flower, String> strict =
        Flowers.model(home)
            .serving(flower -> "rose")
            .gates(linear(io.lifecycle4j.condition.Conditions.metric("accuracy").above(0.5)))
            .open()) {
      ModelVersion second = strict.train(Flowers.split(home, 2));
      strict.promote(second, ALICE, "The file of the first is damaged");
    }
    awaitVersion(model, 2);
  }

  @Test
  void goesOnServingWhenAnotherHomePromotesWhatItCannotLoad() {
    LinearEngine different = LinearEngine.off(0.5f);
    Flowers.promoted(model, Flowers.split(home, 1));
    try (Lifecycle other = Flowers.in(directory, different);
        ManagedModel<Flower, String> foreign = Flowers.model(other).serving(f -> "rose").open()) {
      ModelVersion second = foreign.train(Flowers.split(other, 2));
      foreign.promote(second, ALICE, "It answers well over there");
      assertThatThrownBy(() -> model.evaluate(second))
          .isInstanceOf(UntrustedModelException.class)
          .hasMessageMatching(
              "Cannot load species:2: a golden row produces \\S+ at output scores\\[0\\] \\(must be"
                  + " \\S+ within 0\\.001\\)");
      assertThat(model.predict(SETOSA).version()).hasValue(1);

      Flowers.promoted(model, Flowers.split(home, 3));
      assertThat(model.predict(SETOSA).version()).hasValue(3);
    }
    assertThat(different.violations()).isEmpty();
    assertThat(different.open()).isZero();
  }
}

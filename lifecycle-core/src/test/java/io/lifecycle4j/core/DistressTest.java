package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.serving.ServingStatus;
import io.lifecycle4j.serving.ServingStatus.State;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A model whose version in production cannot be loaded opens, says so, and can be helped. */
@Timeout(60)
class DistressTest {
  /** What may have become of the file of weights. */
  enum Harm {
    FLIPPED {
      @Override
      void harm(Path blob) throws IOException {
        byte[] bytes = Files.readAllBytes(blob);
        bytes[3] ^= 1;
        Files.delete(blob);
        Files.write(blob, bytes);
      }
    },
    EMPTIED {
      @Override
      void harm(Path blob) throws IOException {
        Files.delete(blob);
        Files.createFile(blob);
      }
    },
    LOST {
      @Override
      void harm(Path blob) throws IOException {
        Files.delete(blob);
      }
    };

    abstract void harm(Path blob) throws IOException;
  }

  @TempDir Path directory;

  private final HinderedEngine hindered = new HinderedEngine();
  private Lifecycle home;
  private ModelVersion first;
  private ModelVersion second;
  private ModelVersion third;

  @BeforeEach
  void promoteThree() {
    home = Flowers.in(directory, hindered);
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      first = Flowers.promoted(model, Flowers.split(home, 1));
      second = Flowers.promoted(model, Flowers.split(home, 2));
      third = Flowers.promoted(model, Flowers.split(home, 3));
    }
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(hindered.engine.violations()).isEmpty();
    assertThat(hindered.engine.open()).isZero();
  }

  private void harm(Harm harm, ModelVersion version) {
    harm(harm, version.manifest().artifact().files().get(0).blob());
  }

  private void harm(Harm harm, BlobId blob) {
    String name = blob.sha256();
    try {
      harm.harm(directory.resolve("blobs").resolve(name.substring(0, 2)).resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertUnavailable(
      ManagedModel<Flower, String> model, Class<? extends LifecycleException> cause) {
    String remedy =
        cause == CorruptDataException.class
            ? "promote another version, import its exported file again, or restore a backup"
            : "or promote another version";
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> model.predict(SETOSA))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessageStartingWith(
              "Cannot predict with species: version 3 in production cannot be loaded (roll back, "
                  + remedy
                  + "): ")
          .hasCauseInstanceOf(cause);
    }
    ServingStatus status = model.servingStatus();
    assertThat(status.state()).isEqualTo(State.FAILED);
    assertThat(status.production()).isEqualTo(OptionalInt.of(3));
    assertThat(status.serving()).isEmpty();
    assertThat(status.failure()).containsInstanceOf(cause);
  }

  private static int serves(ManagedModel<Flower, String> model) {
    return model.predict(SETOSA).version().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Harm.class)
  @OnlyLarger
  void opensAndRollsBackWhenWeightsAreDamaged(Harm harm) {
    harm(harm, third);
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertUnavailable(model, CorruptDataException.class);
      assertThat(model.findProduction()).contains(third);
      assertThat(Moves.moved(model.rollback(ALICE, "Version 3 is damaged")).version()).isEqualTo(2);
      assertThat(serves(model)).isEqualTo(2);
      assertThat(model.servingStatus().isCurrent()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Harm.class)
  @OnlyLarger
  void opensAndPromotesWhenWeightsAreDamaged(Harm harm) {
    harm(harm, third);
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).gates(linear(notWorseThanProduction("accuracy"))).open()) {
      assertUnavailable(model, CorruptDataException.class);
      ModelVersion fourth = model.train(Flowers.split(home, 4));
      GateVerdict verdict =
          model.promote(fourth, ALICE, "Version 3 is damaged").transition().verdicts().get(0);
      assertThat(verdict.verdict()).isEqualTo(Verdict.PASS);
      assertThat(verdict.explanation())
          .startsWith("no version in production to compare with; species:3 cannot be loaded: ");
      assertThat(serves(model)).isEqualTo(4);
    }
  }

  @Test
  void saysWhichVersionIsDamagedHoweverItIsAskedFor() {
    harm(Harm.FLIPPED, first);
    try (ManagedModel<Flower, String> model = Flowers.plain(home).open();
        ManagedModel<Flower, String> gated =
            Flowers.plain(home).gates(linear(notWorseThanProduction("accuracy"))).open()) {
      assertDamaged("promote", () -> model.promote(first, ALICE, "try"));
      assertDamaged("judge", () -> gated.promote(first, ALICE, "try"));
      assertDamaged("judge", () -> model.evaluate(first));
      assertThat(serves(model)).isEqualTo(3);
    }
  }

  private static void assertDamaged(String doing, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageStartingWith(
            "Cannot "
                + doing
                + " species:1: species:1 cannot be loaded (promote another version, import its"
                + " exported file again, or restore a backup): Corrupt blob ")
        .hasCauseInstanceOf(CorruptDataException.class);
  }

  private Path file(ModelVersion version) {
    String name = version.manifest().artifact().files().get(0).blob().sha256();
    return directory.resolve("blobs").resolve(name.substring(0, 2)).resolve(name);
  }

  private static void write(Path blob, byte[] bytes) throws IOException {
    Files.delete(blob);
    Files.write(blob, bytes);
  }

  /** Returns bytes that are not the given ones: some flipped, cut, longer, or those of another. */
  private static byte[] wrong(byte[] right, byte[] others, Random random) {
    byte[] wrong = right.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          int bit = random.nextInt(8 * right.length);
          wrong[bit / 8] ^= (byte) (1 << bit % 8);
        }
        return Arrays.equals(wrong, right) ? others : wrong; // a bit may be flipped twice
      }
      case 1 -> {
        return Arrays.copyOf(wrong, random.nextInt(right.length));
      }
      case 2 -> {
        return Arrays.copyOf(wrong, right.length + 1 + random.nextInt(100));
      }
      default -> {
        return others;
      }
    }
  }

  @Test
  @Tag(Volume.TAG)
  void loadsNoWeightsThatAreNotItsOwn() throws IOException {
    byte[] right = Files.readAllBytes(file(first));
    byte[] others = Files.readAllBytes(file(second)); // as long, and those of a network, too
    assertThat(others).hasSameSizeAs(right).isNotEqualTo(right);
    Random random = new Random(Volume.seed());
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      for (int i = 0; i < Volume.of(20, 300, 3_000); i++) {
        write(file(first), i == 0 ? others : wrong(right, others, random));
        assertDamaged("promote", () -> model.promote(first, ALICE, "try"));
      }
      assertThat(serves(model)).isEqualTo(3);
      write(file(first), right);
      model.promote(first, ALICE, "Mended");
      assertThat(serves(model)).isEqualTo(1);
    }
  }

  static Stream<Failures> errors() {
    return Failures.errors();
  }

  @ParameterizedTest
  @MethodSource("errors")
  @OnlyLarger
  void opensRollsBackAndPromotesWhenTheEngineFails(Failures error) {
    hindered.before(third, error::fail);
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertUnavailable(model, ModelUnavailableException.class);
      model.rollback(ALICE, "Version 3 does not load");
      assertThat(serves(model)).isEqualTo(2);
      model.promote(first, ALICE, "An older one");
      assertThat(serves(model)).isEqualTo(1);
    }
  }

  @Test
  void opensWhenTheManifestIsLost() {
    home.close();
    harm(Harm.LOST, third.id());
    home = Flowers.in(directory, hindered);
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertUnavailable(model, CorruptDataException.class);
      ModelVersion fourth = model.train(Flowers.split(home, 4));
      model.promote(fourth, ALICE, "Version 3 is lost");
      assertThat(serves(model)).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @EnumSource(Harm.class)
  void rollsBackPastADamagedVersionAndSaysSo(Harm harm) {
    harm(harm, second);
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      AuditRecord record = model.rollback(ALICE, "Looks wrong");
      assertThat(Moves.moved(record).version()).isEqualTo(1);
      assertThat(record.transition().reason())
          .startsWith("Looks wrong (skipped: species:2 cannot be loaded: Corrupt ");
      assertThat(serves(model)).isEqualTo(1);
      assertThat(model.history()).last().isEqualTo(record);
    }
  }

  private String reasonWhenTheEngineSays(String message) {
    hindered.before(
        second,
        () -> {
          throw new IllegalStateException(message);
        });
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      return model.rollback(ALICE, "Looks wrong").transition().reason();
    }
  }

  @Test
  void keepsNoSecretInTheReasonWhyItSkippedAVersion() {
    assertThat(reasonWhenTheEngineSays("jdbc:postgresql://db/flowers?user=alice&password=tulip-7"))
        .startsWith("Looks wrong (skipped: species:2 cannot be loaded: ")
        .contains("jdbc:postgresql://db/flowers")
        .doesNotContain("tulip-7");
  }

  @Test
  void keepsAtMostFiveHundredCharactersOfTheReasonWhyItSkippedAVersion() {
    assertThat(reasonWhenTheEngineSays("no such operator; ".repeat(300)))
        .startsWith("Looks wrong (skipped: species:2 cannot be loaded: ")
        .contains("no such operator; no such operator; ")
        .hasSizeBetween(500, 600);
  }

  @Test
  void rollsBackNowhereWhenNoEarlierVersionCanBeLoaded() {
    harm(Harm.FLIPPED, first);
    hindered.before(second, Failures.LINKAGE::fail);
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      int before = model.history().size();
      assertThatThrownBy(() -> model.rollback(ALICE, "Looks wrong"))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessageStartingWith(
              "Cannot roll back species (promote another version, import its exported file again,"
                  + " or restore a backup): species:2 cannot be loaded: Cannot load"
                  + " species:2: java.lang.UnsatisfiedLinkError: made by the test; species:1 cannot"
                  + " be loaded: Corrupt blob ")
          .cause()
          .satisfies(
              e -> assertThat(e.getSuppressed()[0]).isInstanceOf(CorruptDataException.class));
      assertThat(serves(model)).isEqualTo(3);
      assertThat(model.history()).hasSize(before);
    }
  }

  @Test
  @OnlyLarger
  void servesWhatWasMendedWithoutBeingOpenedAgain() {
    hindered.before(third, Failures.STORAGE::fail);
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertThat(model.servingStatus().state()).isEqualTo(State.FAILED);
      hindered.free(third);
      long end = System.nanoTime() + 60_000_000_000L;
      while (!model.servingStatus().isCurrent()) {
        assertThat(System.nanoTime()).isLessThan(end);
        LockSupport.parkNanos(200_000);
      }
      assertThat(serves(model)).isEqualTo(3);
    }
  }
}

package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storms.ChildArchive;
import io.lifecycle4j.registry.Change.AliasMoved;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many threads promote over the same current version at once: one wins, the others are told. */
@Timeout(600)
class PromotionRaceTest {
  private static final int PROCESSES = 4;

  @TempDir private Path directory;

  private Path home() {
    return directory.resolve("home");
  }

  /** Trains versions and promotes the first one. */
  private static void train(ManagedModel<Flower, String> model, Lifecycle home, int versions) {
    for (int seed = 1; seed <= versions; seed++) {
      model.train(Flowers.split(home, seed));
    }
    model.promote(home.models().version("species", 1), ALICE, "First");
  }

  /**
   * Each version was promoted once, over the one before; whoever was not told so met a conflict.
   */
  private static void assertRace(
      ManagedModel<Flower, String> model, List<String> told, int threads, int versions) {
    List<AliasMoved> moves =
        model.history().stream()
            .flatMap(record -> record.transition().find(AliasMoved.class).stream())
            .toList();
    assertThat(moves)
        .extracting(AliasMoved::version)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, versions).boxed().toList());
    assertThat(moves.subList(1, versions))
        .allMatch(move -> move.from().equals(OptionalInt.of(move.version() - 1)));
    assertThat(told).hasSize(threads * (versions - 1));
    assertThat(told.stream().filter(line -> line.startsWith("won ")))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(2, versions).mapToObj(number -> "won " + number).toList());
    assertThat(told).allMatch(line -> line.matches("(won|conflict) \\d+"));
    assertThat(model.findProduction().map(version -> version.number()))
        .isEqualTo(Optional.of(versions));
  }

  @Test
  void oneOfManyThreadsWinsEachRound() throws Exception {
    int versions = 4;
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      train(model, home, versions);
      List<String> told = PromotionRaceWorker.attempts(home, model, 16, versions);
      assertRace(model, told, 16, versions);
      home.models().audit().verify();
    }
  }

  @Test
  @OnlyLarger
  void oneOfTheThreadsOfFourProcessesWinsEachRound() throws Exception {
    int versions = Volume.of(4, 8, 40);
    int threads = 16;
    try (Lifecycle home = Flowers.in(home());
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      train(model, home, versions);
    }
    List<String> told = new ArrayList<>();
    List<ChildJvm> children = new ArrayList<>();
    Path begin = directory.resolve("begin");
    try {
      for (int i = 0; i < PROCESSES; i++) {
        children.add(
            ChildJvm.start(
                ChildArchive.options(), PromotionRaceWorker.class, home(), threads, begin));
      }
      for (ChildJvm child : children) {
        assertThat(child.awaitLines(1)).containsExactly("ready");
      }
      Files.createFile(begin);
      for (ChildJvm child : children) {
        told.addAll(child.awaitEnd());
      }
    } finally {
      children.forEach(ChildJvm::close);
    }
    try (Lifecycle home = Flowers.in(home());
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertRace(model, told, PROCESSES * threads, versions);
      home.models().audit().verify();
    }
  }
}

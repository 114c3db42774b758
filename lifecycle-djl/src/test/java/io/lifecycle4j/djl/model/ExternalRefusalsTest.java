package io.lifecycle4j.djl.model;

import static io.lifecycle4j.djl.model.DjlModels.djlParameters;
import static io.lifecycle4j.djl.model.DjlModels.torchScript;
import static io.lifecycle4j.djl.model.ExternalProgram.WINE;
import static io.lifecycle4j.djl.model.ExternalProgram.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.djl.model.ExternalProgram.Row;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of a program that must not run is registered or stored, and it harms nothing. */
class ExternalRefusalsTest {
  private static Lifecycle home;
  private static Split split;
  private static ManagedModel<Row, ?> model;

  @BeforeAll
  static void open() {
    home = Lifecycle.builder().location(URI.create("memory:new")).open();
    split = WINE.split(home, 80);
    model = home.model("wine", WINE.columns().build(), WINE.task()).open();
  }

  @AfterAll
  static void close() {
    model.close();
    home.close();
  }

  private static void assertRefused(ExternalModel.Builder program, String... problems) {
    assertRefused(program, UntrustedModelException.class, problems);
  }

  private static void assertRefused(
      ExternalModel.Builder program, Class<? extends LifecycleException> type, String... problems) {
    assertThatThrownBy(() -> model.register(program, split, Actor.by("alice"), "From nowhere"))
        .isInstanceOf(type)
        .hasMessageContainingAll(problems);
    assertThat(home.models().names()).isEmpty();
    GarbageReport garbage = home.maintenance().collectGarbage().run();
    assertThat(garbage.spared().blobs() + garbage.quarantined().blobs()).as("files").isZero();
  }

  @Test
  void refusesAFileThatIsNotPinned() {
    assertRefused(
        torchScript(ExternalFiles.content("wine.pt")),
        InvalidValueException.class,
        "is a program, and is not pinned (give the hash that its author states: sha256(");
  }

  @Test
  void refusesAFileOfAnotherHash() {
    String other = ExternalFiles.sha256("digits.pt");
    assertRefused(
        torchScript(ExternalFiles.content("wine.pt")).sha256(other),
        "model.pt has the SHA-256 " + ExternalFiles.sha256("wine.pt"),
        "(must be " + other);
  }

  @Test
  void namesTheFileAsItIsCalled(@TempDir Path folder) throws IOException {
    Path path = Files.write(folder.resolve("from research.pt"), new byte[] {1, 2});
    assertThat(torchScript(path).build()).hasToString("torchscript [from research.pt]");
    assertRefused(torchScript(path).sha256("0".repeat(64)), "from research.pt has the SHA-256 ");
    assertRefused(
        torchScript(path).sha256(ExternalFiles.sha256(new byte[] {1, 2})),
        "from research.pt: it is not a ZIP archive");
    assertRefused(
        djlParameters(path, Network.parse("relu")),
        "Cannot read DJL parameters: from research.pt does not begin with DJL@");
  }

  @Test
  void refusesATruncatedFile() {
    byte[] whole = ExternalFiles.bytes("wine.pt");
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    assertRefused(
        torchScript(Content.of(half)).sha256(ExternalFiles.sha256(half)),
        "it is not a complete ZIP archive (save it again with torch.jit.save)");
  }

  @Test
  @OnlyLarger
  void refusesAProgramForInputsOfAnotherShape() {
    assertRefused(file("digits.pt"), "program on [features float32 [-1, 13]]");
  }

  @Test
  @OnlyLarger
  void refusesAProgramWhoseOutputsHaveAnotherType() {
    assertRefused(
        file("bad/answers-doubles.pt"),
        "it puts out [float64 (2, 3)] for two rows (must be [scores float32 [-1, 3]])",
        "nothing of it ran in this process");
  }

  @Test
  void refusesAProgramThatReadsAFile() {
    assertRefused(file("bad/reads-file.pt"), "from_file");
  }

  @Test
  void refusesAProgramThatCrashes() {
    assertRefused(file("bad/crash.pt"), "the program ended that JVM with exit code 1");
  }

  @Test
  @OnlyLarger
  void refusesAProgramWhoseAnswersAreRandom() {
    assertRefused(file("bad/dropped.pt"), " for the same row again (call eval() before");
  }

  @Test
  @OnlyLarger
  void refusesAProgramWhoseAnswersAreOfAnotherTypeForSomeRows() {
    assertRefused(
        file("bad/answers-ints.pt"), "fails: Cannot run network: outputs are [int32 (1, 3)]");
  }

  @Test
  @OnlyLarger
  void refusesAProgramThatNeverEnds() {
    assertRefused(
        file("bad/endless.pt").deadline(Duration.ofSeconds(2)),
        "not run all rows after 2 s (if it is slow or the rows are many, set deadline(");
  }

  @Test
  @OnlyLarger
  void refusesAProgramThatAllocatesWithoutEnd() {
    assumeThat(Files.exists(Path.of("/proc/self/status"))).as("only Linux tells").isTrue();

    assertRefused(
        file("bad/flood.pt").maxMemory(600L << 20),
        "MiB of memory (at most 600 MiB; if it needs them, set maxMemory(");
  }
}

package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.ProgramEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.model.ModelProbe;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.storage.Content;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program of elsewhere runs in a separate JVM before this process loads it. */
class RegisteredProgramTest {
  private static final byte[] WEIGHTS =
      LinearEngine.file(new float[][] {{-2, 0, 0, 0, 5}, {0, 0, 0, 0, 0}, {2, 0, 0, 0, -5}});
  private static final String BEGIN = "Cannot register species: in a separate JVM, the program ";
  private static final String END = "; nothing of it ran in this process";

  private final ProgramEngine engine = new ProgramEngine();
  @TempDir private Path folder;
  private Lifecycle home;
  private Split split;

  @BeforeEach
  void open() {
    System.setProperty(ModelProbe.CLASS_PATH, ProgramEngine.classPath(folder));
    home = Flowers.inMemory(engine);
    split = Flowers.commit(home, 1, 60).split(Flowers.PLAN);
  }

  @AfterEach
  void close() {
    System.clearProperty(ModelProbe.CLASS_PATH);
    home.close();
    assertThat(ProcessHandle.current().children()).isEmpty();
  }

  private static ExternalModel.Builder program(String action) {
    return ExternalModel.builder(ProgramEngine.FORMAT)
        .architecture(action)
        .file(LinearEngine.FILE, Content.of(WEIGHTS))
        .sha256(Hashing.hash(WEIGHTS).sha256());
  }

  private ModelVersion register(ExternalModel.Builder program) {
    try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      return model.register(program, split, ALICE, "From research");
    }
  }

  private void assertRefused(
      ExternalModel.Builder program, Class<? extends LifecycleException> type, String message) {
    assertThatThrownBy(() -> register(program)).isInstanceOf(type).hasMessage(message);
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() {
    assertThat(engine.loaded()).isZero();
    assertThat(home.models().versions("species")).isEmpty();
    GarbageReport garbage = home.maintenance().collectGarbage().run();
    assertThat(garbage.spared().blobs()).isZero();
    assertThat(garbage.quarantined().blobs()).isZero();
  }

  @Test
  void servesOnceItHasRunElsewhere() {
    try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      ModelVersion version = model.register(program("calm"), split, ALICE, "From research");
      assertThat(engine.loaded()).isOne();

      model.promote(version, ALICE, "First");
      assertThat(model.predict(SETOSA).value()).isEqualTo("setosa");
    }
  }

  @Test
  void isNotLoadedUnlessItIsPinned() {
    ExternalModel.Builder unpinned =
        ExternalModel.builder(ProgramEngine.FORMAT).file(LinearEngine.FILE, Content.of(WEIGHTS));

    assertRefused(
        unpinned,
        InvalidValueException.class,
        "Cannot register species: a file of format program is a program, and is not pinned"
            + " (give the hash that its author states: sha256(\"…\"))");
  }

  @Test
  void isNotStartedIfTheScanForbidsIt() {
    assertRefused(
        program("forbidden"),
        UntrustedModelException.class,
        "Cannot load program: it uses a forbidden operator");
  }

  @Test
  void mayCrash() {
    assertRefused(
        program("crash on several rows"),
        UntrustedModelException.class,
        BEGIN + "ended that JVM with exit code 139" + END);
  }

  @Test
  @OnlyLarger
  void mustAnswerForARowWhateverItIsAmong() {
    assertThatThrownBy(() -> register(program("add the number of rows")))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageStartingWith(BEGIN + "fails: the output for a row is ")
        .hasMessageContaining(" among others (call eval() before the network is saved");
    assertNothingIsLeft();
  }

  @Test
  void mayHang() {
    assertRefused(
        program("hang").deadline(Duration.ofMillis(500)),
        UntrustedModelException.class,
        BEGIN
            + "has not run all rows after 500 ms (if it is slow or the rows are many, set"
            + " deadline(…))"
            + END);
  }

  /** A trial of some rows would let it run in this process, whose end it would be. */
  @Test
  @OnlyLarger
  void mayCrashOrHangOnTheLastRow() {
    register(program("calm"));
    double last = engine.last();

    assertThatThrownBy(() -> register(program("crash on " + last)))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(BEGIN + "ended that JVM with exit code 139" + END);
    assertThatThrownBy(
            () -> register(program("hang on " + last).deadline(Duration.ofMillis(1_500))))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageStartingWith(BEGIN + "has not run all rows after 1500 ms");
    assertThat(engine.loaded()).isOne();
  }

  /** The holdout is sealed, and its size is known: a promotion would hang. */
  @Test
  @OnlyLarger
  void mayHangOnlyOnAsManyRowsAsAreHeldOut() {
    long heldOut = split.count(SplitRole.HOLDOUT);
    assertThat(heldOut).isGreaterThan(8);

    for (long rows : new long[] {heldOut, 7}) {
      assertThatThrownBy(
              () ->
                  register(program("hang on " + rows + " rows").deadline(Duration.ofMillis(1_500))))
          .isInstanceOf(UntrustedModelException.class)
          .hasMessageStartingWith(BEGIN + "has not run all rows after 1500 ms");
    }
    assertNothingIsLeft();
  }

  @Test
  @OnlyLarger
  void mustAnswerTheSameForARowAgain() {
    assertThatThrownBy(() -> register(program("add how many rows it has seen")))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageStartingWith(BEGIN + "fails: the output for a row is ")
        .hasMessageContaining(" for the same row again (call eval() before the network is saved");
    assertNothingIsLeft();
  }

  @Test
  @OnlyLarger
  void mayAllocateWithoutEnd() {
    assumeThat(Files.exists(Path.of("/proc/self/status"))).as("only Linux tells").isTrue();

    assertThatThrownBy(() -> register(program("flood").maxMemory(128 << 20)))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageStartingWith(BEGIN + "uses ")
        .hasMessageEndingWith(
            " MiB of memory (at most 128 MiB; if it needs them, set maxMemory(…))" + END);
    assertNothingIsLeft();
  }

  @Test
  @OnlyLarger
  void mayPrintWithoutEnd() {
    assertRefused(
        program("print"), UntrustedModelException.class, BEGIN + "prints without end" + END);
  }

  @Test
  @OnlyLarger
  void leavesNoTemporaryFile() {
    Throwable refused = catchThrowable(() -> register(program("leave a file")));

    Matcher left = Pattern.compile("left (/\\S+?);").matcher(refused.getMessage() + ";");
    assertThat(left.find()).as(refused.getMessage()).isTrue();
    Path file = Path.of(left.group(1));
    assertThat(file).doesNotExist();
    assertThat(file.resolve("../..").normalize()).doesNotExist();
  }

  @Test
  @OnlyLarger
  void mayThrowAndInheritsOnlyWhatItsEngineNeeds() {
    System.setProperty("secret", "hunter2");
    System.setProperty("program.set", "yes");
    try {
      assertRefused(
          program("throw"),
          UntrustedModelException.class,
          BEGIN
              + "fails: java.lang.IllegalArgumentException: secret is null, program.set is yes"
              + END);
    } finally {
      System.clearProperty("secret");
      System.clearProperty("program.set");
    }
  }

  @Test
  void needsAClassPath() {
    System.setProperty(ModelProbe.CLASS_PATH, folder.toString());

    assertThatThrownBy(() -> register(program("calm")))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageStartingWith(
            "Cannot register species: a separate JVM ended with exit code 1 before it began: ")
        .hasMessageContaining("ProbeMain")
        .hasMessageEndingWith(
            "(it needs lifecycle-core and the engine on its class path, system property"
                + " io.lifecycle4j.probe.classpath)");
    assertNothingIsLeft();
  }

  @Test
  @OnlyLarger
  void needsItsEngineAsAService() {
    System.setProperty(ModelProbe.CLASS_PATH, System.getProperty("java.class.path"));

    assertRefused(
        program("calm"),
        ModelUnavailableException.class,
        "Cannot register species: a separate JVM cannot load it: Engine does not exist:"
            + " io.lifecycle4j.contract.ProgramEngine (name its class in"
            + " META-INF/services/io.lifecycle4j.model.spi.Engine)");
  }

  @Test
  void endsWhenTheModelIsClosed() {
    ManagedModel<Flower, String> model = Flowers.plain(home).open();
    Thread closing =
        new Thread(
            () -> {
              while (ProcessHandle.current().children().findAny().isEmpty()) {
                Thread.onSpinWait();
              }
              model.close();
            });
    closing.start();

    assertThatThrownBy(() -> model.register(program("hang"), split, ALICE, "From research"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model species is closed");
    assertNothingIsLeft();
  }

  @Test
  void endsWithTheInterruptOfItsThread() {
    Thread registering = Thread.currentThread();
    Thread interrupting =
        new Thread(
            () -> {
              while (ProcessHandle.current().children().findAny().isEmpty()) {
                LockSupport.parkNanos(200_000);
              }
              registering.interrupt();
            });
    interrupting.start();

    assertThatThrownBy(() -> register(program("hang")))
        .isInstanceOf(OperationInterruptedException.class)
        .hasMessage("Cannot register species: the thread was interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertNothingIsLeft();
  }
}

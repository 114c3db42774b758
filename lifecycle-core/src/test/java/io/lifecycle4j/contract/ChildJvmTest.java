package io.lifecycle4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that was started for a test does what its program does, and does not outlive it. */
@Timeout(120)
@OnlyLarger
class ChildJvmTest {
  /** Tells its id and stays. */
  static final class Staying {
    private Staying() {}

    public static void main(String[] arguments) throws InterruptedException {
      System.out.println(ProcessHandle.current().pid());
      new CountDownLatch(1).await();
    }
  }

  /** Starts one that stays, tells its id, and stays too. */
  static final class Starting {
    private Starting() {}

    public static void main(String[] arguments) throws Exception {
      try (ChildJvm child = ChildJvm.start(Staying.class)) {
        child.awaitLines(1).forEach(System.out::println);
        new CountDownLatch(1).await();
      }
    }
  }

  /** Tells how it was called, and fails. */
  static final class Failing {
    private Failing() {}

    public static void main(String[] arguments) {
      System.out.println(System.getProperty("sun.java.command"));
      System.out.println(List.of(arguments));
      throw new IllegalStateException("wanted by a test");
    }
  }

  @Test
  void endsWhenTheProcessIsKilledThatStartedIt() throws Exception {
    try (ChildJvm parent = ChildJvm.start(Starting.class)) {
      ProcessHandle child =
          ProcessHandle.of(Long.parseLong(parent.awaitLines(1).get(0))).orElseThrow();
      try {
        assertThat(child.isAlive()).isTrue();
        assertThat(parent.kill()).isTrue();
        child.onExit().get(60, TimeUnit.SECONDS);
      } finally {
        child.destroyForcibly();
      }
    }
  }

  @Test
  void runsItsProgramAsIfThatHadBeenStartedItself() throws Exception {
    try (ChildJvm child = ChildJvm.start(Failing.class, "a b", 1)) {
      assertThat(child.awaitLines(2))
          .containsExactly(Failing.class.getName() + " a b 1", "[a b, 1]");
      assertThatThrownBy(child::awaitEnd).hasMessage("process ended with 1");
    }
  }

  @Test
  void tellsAllThatAProcessPrintedAndHowItEnded(@TempDir Path directory) throws Exception {
    Path errors = directory.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(ChildJvm.command(List.of(), Failing.class, "word"))
            .redirectError(errors.toFile());
    try (ChildJvm child = ChildJvm.start(builder)) {
      child.awaitLines(1);
      assertThat(child.account(errors))
          .startsWith("exit code 1")
          .containsSubsequence(
              Failing.class.getName() + " word",
              "[word]",
              "IllegalStateException: wanted by a test",
              "at " + Failing.class.getName() + ".main");
    }
  }
}

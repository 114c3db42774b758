package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storms.ChildArchive;
import io.lifecycle4j.core.tracking.environment.GitSandbox;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.EnvironmentCapsule.Difference;
import io.lifecycle4j.tracking.RunStatus;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of processes of their own, in one home. */
@OnlyLarger
class RunsElsewhereTest {
  @TempDir Path temp;

  private Path home() {
    return temp.resolve("home");
  }

  private String run(
      Path directory, Map<String, String> variables, List<String> options, String... arguments)
      throws Exception {
    Object[] all = Stream.concat(Stream.of(home()), Stream.of(arguments)).toArray();
    List<String> withArchive =
        Stream.concat(ChildArchive.options().stream(), options.stream()).toList();
    ProcessBuilder builder =
        new ProcessBuilder(ChildJvm.command(withArchive, RunOfAnotherProcess.class, all));
    builder.directory(Files.createDirectories(directory).toFile());
    builder.environment().putAll(variables);
    try (ChildJvm child = ChildJvm.start(builder)) {
      return child.awaitEnd().get(0);
    }
  }

  @Test
  void whatDiffersBetweenTwoRunsIsWhatWasChanged() throws Exception {
    Path jar = Files.writeString(temp.resolve("extra-1.5.jar"), "no jar, but on the class path");
    List<String> usual = ChildArchive.options();
    String path = usual.get(usual.indexOf("-cp") + 1) + File.pathSeparator + jar;
    Path work = temp.resolve("work");
    String before = run(work, Map.of(), List.of());
    String after =
        run(
            work,
            Map.of("OMP_NUM_THREADS", "1"),
            List.of("-cp", path, "-Xmx80m", "-Dai.djl.pytorch.num_threads=1"));

    try (Lifecycle life = Lifecycle.builder().directory(home()).open()) {
      EnvironmentCapsule left = life.experiments().environment(before).orElseThrow();
      EnvironmentCapsule right = life.experiments().environment(after).orElseThrow();
      List<Difference> differences = left.differences(right);
      assertThat(differences)
          .extracting(Difference::key)
          .containsExactly(
              "classpath",
              "classpath.extra-1.5.jar",
              "environment.OMP_NUM_THREADS",
              "jvm.flags",
              "memory.heap.max",
              "process.id",
              "process.started",
              "property.ai.djl.pytorch.num_threads");
      assertThat(left.digest()).isNotEqualTo(right.digest());
      assertThat(Difference.markdown(differences))
          .contains("| environment.OMP_NUM_THREADS |  | 1 |")
          .containsPattern("extra-1\\.5\\.jar \\|  \\| 1\\.5 [0-9a-f]{64} \\|");
      assertThat(left.facts()).containsEntry("seed.split", "7").doesNotContainKey("native");
    }
  }

  @Test
  void aRunWhoseProcessDiedHasTheHashesThatCameBefore() throws Exception {
    String id;
    try (ChildJvm child = ChildJvm.start(RunThatNeverEnds.class, home())) {
      id = child.awaitLines(1).get(0);
      assertThat(child.kill()).isTrue();
    }

    try (Lifecycle life = Lifecycle.open(home())) {
      assertThat(life.experiments().find(id).orElseThrow().status()).isEqualTo(RunStatus.CRASHED);
      Map<String, String> facts = life.experiments().environment(id).orElseThrow().facts();
      assertThat(facts).containsEntry("seed.split", "7").containsKey("classpath");
      assertThat(facts.values()).noneMatch(value -> value.startsWith("<pending"));
    }
  }

  /** A secret in each place that a capture looks into, and in some into which it does not. */
  @Test
  void noSecretIsInAnyByteOfTheHome() throws Exception {
    Path work = temp.resolve("work");
    GitSandbox git = GitSandbox.init(work);
    git.write("app.yaml", "password: hunter10\nurl: x\n");
    git.write(".env", "A=hunter11\n");
    git.commit("First");
    git.git("remote", "add", "origin", "https://alice:hunter12@example.org/a.git");
    git.write("app.yaml", "password: hunter13\nurl: https://u:hunter14@h/x\n");
    git.write(".env", "A=hunter15\n");
    String id =
        run(
            work,
            Map.of(
                "MY_TOKEN", "hunter20",
                "MY_URL", "redis://:hunter21@h:1",
                "SOME_VARIABLE", "hunter22",
                "AWS_SECRET_ACCESS_KEY", "hunter23",
                "JDK_JAVA_OPTIONS", "-Dmy.password=hunter24"),
            List.of("-Ddb.password=hunter25", "-Dai.djl.token=hunter26", "-Dmy.token=hunter32"),
            "--password=hunter27",
            "--api-key",
            "hunter28",
            "https://u:hunter29@h");

    String all = bytes(home());
    assertThat(all).contains("jvm.version", "redis://<redacted>@h:1");
    assertThat(all).doesNotContain("hunter");
    try (Lifecycle life = Lifecycle.builder().directory(home()).open()) {
      Map<String, String> facts = life.experiments().environment(id).orElseThrow().facts();
      assertThat(facts)
          .containsEntry("git.dirty", "true")
          .containsEntry("git.changed", "2")
          .doesNotContainKey("git.diff")
          .containsEntry("config.db.password", "<redacted>")
          .containsEntry("config.db.url", "x://<redacted>@h/d")
          .containsEntry("environment.MY_TOKEN", "<redacted>")
          .containsEntry("property.my.token", "<redacted>");
      assertThat(facts.get("jvm.flags"))
          .contains("-Ddb.password=<redacted>", "-Dmy.password=<redacted>");
    }
  }

  /** Returns all bytes of all files, each as one character. */
  private static String bytes(Path home) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(file).append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}

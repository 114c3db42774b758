package io.lifecycle4j.core.tracking.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.secret.SecretCorpus;
import io.lifecycle4j.core.storms.ChildArchive;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.EnvironmentCapsule.Difference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The environment of a process of its own, from its start. */
@OnlyLarger
class EnvironmentElsewhereTest {
  /** One of so many lines of the corpus. */
  private static final int SHARE = Volume.of(16, 8, 1);

  @TempDir Path temp;

  private record Told(String digest, EnvironmentCapsule capsule, String json) {}

  private Told told(Map<String, String> variables, List<String> options, Object... arguments)
      throws Exception {
    List<String> all = new ArrayList<>(ChildArchive.options());
    all.addAll(options);
    ProcessBuilder builder =
        new ProcessBuilder(ChildJvm.command(all, CapsuleOfAnotherProcess.class, arguments));
    builder.directory(temp.toFile()).environment().putAll(variables);
    try (ChildJvm child = ChildJvm.start(builder)) {
      List<String> lines = child.awaitEnd();
      EnvironmentCapsule capsule =
          EnvironmentStore.read(lines.get(1).getBytes(StandardCharsets.UTF_8));
      return new Told(lines.get(0), capsule, lines.get(1));
    }
  }

  @Test
  void twoStartsOfAProgramHaveOneDigest() throws Exception {
    Told first = told(Map.of(), List.of());
    Told second = told(Map.of(), List.of());

    assertThat(first.capsule().differences(second.capsule()))
        .extracting(Difference::key)
        .containsExactly("process.id", "process.started");
    assertThat(first.digest()).isEqualTo(second.digest());
    assertThat(first.capsule().digest()).isEqualTo(first.digest()); // also once written and read
  }

  @Test
  void anotherLocaleZoneAndCharsetIsAnotherEnvironment() throws Exception {
    Told first = told(Map.of("LC_ALL", "C", "TZ", "UTC"), List.of("-Dfile.encoding=UTF-8"));
    Told second =
        told(
            Map.of("LC_ALL", "C", "TZ", "Asia/Tokyo"),
            List.of("-Dfile.encoding=UTF-8", "-Duser.language=tr", "-Duser.country=TR"));

    assertThat(first.capsule().facts()).containsEntry("environment.LC_ALL", "C");
    assertThat(second.capsule().differences(first.capsule()))
        .extracting(Difference::key)
        .contains("environment.TZ", "locale.default", "locale.format", "zone", "jvm.flags")
        .isSubsetOf(
            "environment.TZ",
            "jvm.flags",
            "locale.default",
            "locale.format",
            "process.id",
            "process.started",
            "zone");
    assertThat(second.capsule().facts())
        .containsEntry("locale.default", "tr-TR")
        .containsEntry("zone", "Asia/Tokyo");
    assertThat(second.digest()).isNotEqualTo(first.digest());
  }

  @Test
  void tellsNoValueOfTheCommand() throws Exception {
    Told told =
        told(
            Map.of("SOME_TOKEN", "hunter0"),
            List.of("-Dfoo=hunter1", "-Dx=https://u:hunter2@h", "-XX:OnError=hunter6"),
            "--epochs",
            3,
            "hunter3 hunter4",
            "--x=hunter5");

    assertThat(told.json()).doesNotContain("hunter");
    assertThat(told.capsule().facts())
        .containsEntry("main.class", CapsuleOfAnotherProcess.class.getName())
        .doesNotContainKey("environment.SOME_TOKEN");
    assertThat(told.capsule().facts().get("jvm.flags"))
        .contains("-Dfoo=…", "-Dx=…", "-XX:OnError=…", "-Xmx64m");
  }

  @Test
  void noSecretOfTheCorpusIsTold() throws Exception {
    List<String> all = new ArrayList<>(SecretCorpus.lines("hidden.txt"));
    all.removeIf(line -> line.contains("\n")); // one line hides no other
    List<String> lines =
        IntStream.range(0, all.size()).filter(i -> i % SHARE == 0).mapToObj(all::get).toList();
    GitSandbox git = GitSandbox.init(temp);
    writeEach(git, lines, "a\nb\nPW\n", "hunter0");
    git.commit("First");
    writeEach(git, lines, "A\nb\nPW\n", "hunter0");
    writeEach(git, lines.subList(0, lines.size() / 2), "b\nPW\n", "hunter1");
    List<String> flags = new ArrayList<>();
    lines.forEach(line -> flags.add("-Dl" + flags.size() + "=" + line.replace("PW", "hunter2")));
    Told told =
        told(
            Map.of("JAVA_PASSWORD", "hunter3"),
            flags,
            lines.stream().map(line -> line.replace("PW", "hunter4")).toArray());

    assertThat(told.capsule().facts())
        .containsEntry("git.changed", Integer.toString(lines.size()))
        .containsKey("git.diff.sha256")
        .doesNotContainKey("git.diff");
    assertThat(told.capsule().facts().get("jvm.flags")).contains("-Dl0=…");
    assertThat(told.json()).doesNotContain("hunter");
  }

  private static void writeEach(GitSandbox git, List<String> lines, String text, String secret)
      throws Exception {
    for (int i = 0; i < lines.size(); i++) {
      git.write("f" + i + ".txt", text.replace("PW", lines.get(i).replace("PW", secret)));
    }
  }
}

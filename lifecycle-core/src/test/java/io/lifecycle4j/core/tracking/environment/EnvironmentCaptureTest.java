package io.lifecycle4j.core.tracking.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.secret.SecretFilter;
import io.lifecycle4j.tracking.EnvironmentAllowList;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.EnvironmentCapsule.Difference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentCaptureTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path temp;

  private final Map<String, String> variables = new TreeMap<>(GitSandbox.variables());
  private final Map<String, String> properties = new TreeMap<>();
  private final Queue<Runnable> background = new ArrayDeque<>();

  @BeforeEach
  void classPath() throws IOException {
    System.getProperties()
        .stringPropertyNames()
        .forEach(name -> properties.put(name, System.getProperty(name)));
    properties.put("user.dir", temp.toString());
    properties.put("java.class.path", "app.jar");
    properties.remove("jdk.module.path");
    properties.remove("sun.java.command");
    Files.writeString(temp.resolve("app.jar"), "12345");
  }

  private FactSources sources() {
    return new FactSources(Path.of("/"), variables, () -> properties);
  }

  private CaptureSettings settings() {
    return new CaptureSettings(Map.of(), Map.of(), EnvironmentAllowList.none(), temp);
  }

  /** Another process would read everything anew. */
  private EnvironmentCapsule captured(CaptureSettings settings) {
    return EnvironmentCapture.of(settings, new ProcessFacts(sources(), Runnable::run))
        .settled(PATIENCE);
  }

  private static String json(EnvironmentCapsule capsule) {
    return new String(EnvironmentStore.write(capsule), StandardCharsets.UTF_8);
  }

  @Test
  void tellsTheWholeEnvironmentOfThisProcess() {
    EnvironmentCapsule capsule =
        EnvironmentCapture.of(CaptureSettings.none().seeds(Map.of("split", 7L))).settled(PATIENCE);

    assertThat(capsule.facts())
        .containsEntry("jvm.version", System.getProperty("java.runtime.version"))
        .containsEntry("os.name", System.getProperty("os.name"))
        .containsEntry("seed.split", "7")
        .containsEntry("process.id", Long.toString(ProcessHandle.current().pid()))
        .containsEntry("zone", TimeZone.getDefault().getID())
        .containsKeys("jvm.flags", "cpu.model", "cpu.count", "threads.common", "memory.total");
    assertThat(capsule.find("main.class")).isPresent();
    assertThat(capsule.facts().keySet()).anyMatch(key -> key.startsWith("classpath.jackson-core"));
    assertThat(capsule.facts().keySet()).anyMatch(key -> key.matches("classpath.*(classes|api).*"));
    assertThat(capsule.facts())
        .allSatisfy((key, value) -> assertThat(value).as(key).doesNotStartWith("<pending"));
    assertThat(EnvironmentStore.read(EnvironmentStore.write(capsule))).isEqualTo(capsule);
  }

  @Test
  void saysAtTheStartWhatIsPendingAndAtTheEndWhatItIs() throws Exception {
    GitSandbox git = GitSandbox.init(temp);
    String commit = git.commit("First");
    ProcessFacts process = new ProcessFacts(sources(), background::add);
    EnvironmentCapture capture = EnvironmentCapture.of(settings(), process);
    assertThat(capture.isReady()).isFalse();
    EnvironmentCapsule started = capture.started();
    assertThat(capture.isReady()).isTrue();
    assertThat(capture.isSettled()).isFalse();
    CompletableFuture<EnvironmentCapsule> later = capture.background();

    assertThat(started.facts())
        .containsEntry("git.commit", commit)
        .containsEntry("git.dirty", "<pending: git is asked>")
        .containsEntry("classpath.app.jar", "<pending: 5 bytes to hash>")
        .containsEntry("native", "<pending: read when the run ends>");
    assertThat(started.unknown()).contains("classpath.app.jar", "git.dirty", "native");
    assertThat(later).isNotDone();
    EnvironmentCapsule impatient = capture.settled(Duration.ZERO);
    assertThat(impatient.facts())
        .containsEntry("classpath.app.jar", "<pending: 5 bytes to hash>")
        .containsEntry("native", "<unavailable: hashes took longer than 0 ms>");

    while (!background.isEmpty()) {
      background.remove().run();
    }
    assertThat(later).isCompleted();
    EnvironmentCapsule settled = later.join();
    assertThat(settled.facts())
        .containsEntry("git.dirty", "false")
        .containsEntry(
            "classpath.app.jar",
            "- 5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5")
        .doesNotContainKey("native");
    assertThat(settled.digest()).isNotEqualTo(started.digest());
  }

  @Test
  void waitsOnlyOnceForWhatComesLate() {
    ProcessFacts process = new ProcessFacts(sources(), background::add);
    EnvironmentCapture capture = EnvironmentCapture.of(settings(), process);
    assertThat(capture.settled(Duration.ofMillis(1)).facts())
        .containsEntry("native", "<unavailable: hashes took longer than 1 ms>");
    assertThat(capture.settled(Duration.ofMillis(60)).facts())
        .containsEntry("native", "<unavailable: hashes took longer than 60 ms>");
    assertThat(capture.settled(PATIENCE).facts())
        .containsEntry("native", "<unavailable: hashes took longer than 50 ms>");

    CompletableFuture<EnvironmentCapsule> whole = capture.background();
    while (!background.isEmpty()) {
      background.remove().run();
    }
    assertThat(whole.join().unknown()).doesNotContain("native");
  }

  @Test
  void asksAboutTheProcessOnlyOnce() {
    ProcessFacts process = new ProcessFacts(sources(), Runnable::run);
    EnvironmentCapsule first = EnvironmentCapture.of(settings(), process).settled(PATIENCE);
    properties.put("java.class.path", "other.jar"); // not what the process was started with
    properties.put("jvm.version", "0");
    EnvironmentCapture second = EnvironmentCapture.of(settings().seeds(Map.of("a", 1L)), process);

    assertThat(second.settled(PATIENCE).differences(first))
        .containsExactly(new Difference("seed.a", Optional.of("1"), Optional.empty()));
    assertThat(second.started().find("classpath.app.jar"))
        .contains(first.facts().get("classpath.app.jar"));
  }

  @Test
  void leavesAnInterruptToTheCaller() {
    EnvironmentCapture capture =
        EnvironmentCapture.of(settings(), new ProcessFacts(sources(), background::add));
    Thread.currentThread().interrupt();
    EnvironmentCapsule capsule = capture.settled(PATIENCE);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(capsule.find("native")).contains("<unavailable: hashes were interrupted>");
  }

  @Test
  void nothingThatGoesWrongFailsTheRun() {
    FactSources broken =
        new FactSources(
            temp.resolve("nothing"),
            Map.of("PATH", "\u0000:\n"),
            () -> Map.of("java.class.path", "a\u0000b:", "user.dir", temp.toString()));
    EnvironmentCapsule capsule =
        EnvironmentCapture.of(settings(), new ProcessFacts(broken, Runnable::run))
            .settled(PATIENCE);

    assertThat(capsule.unknown()).contains("cpu.model", "jvm.version", "host.name", "native");
  }

  @Test
  void differsExactlyByWhatWasChanged() throws IOException {
    EnvironmentCapsule before = captured(settings().seeds(Map.of("split", 1L)));
    variables.put("OMP_NUM_THREADS", "3");
    properties.put("ai.djl.pytorch.num_threads", "2");
    Files.writeString(temp.resolve("app.jar"), "54321!");
    EnvironmentCapsule after = captured(settings().seeds(Map.of("split", 2L)));

    assertThat(after.differences(before))
        .extracting(Difference::key)
        .containsExactly(
            "classpath.app.jar",
            "environment.OMP_NUM_THREADS",
            "property.ai.djl.pytorch.num_threads",
            "seed.split");
    assertThat(after.differences(before))
        .contains(
            new Difference("environment.OMP_NUM_THREADS", Optional.of("3"), Optional.empty()));
    assertThat(captured(settings().seeds(Map.of("split", 2L)))).isEqualTo(after);
  }

  @Test
  void tellsLocaleAndZoneOfTheRun() {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    EnvironmentCapsule before = captured(settings());
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      EnvironmentCapsule after = captured(settings().seeds(Map.of("I", 1_000_000L)));

      assertThat(after.facts())
          .containsEntry("locale.default", "tr-TR")
          .containsEntry("locale.format", "tr-TR")
          .containsEntry("zone", "Asia/Kathmandu")
          .containsEntry("seed.I", "1000000");
      assertThat(after.differences(before))
          .extracting(Difference::key)
          .isSubsetOf("locale.default", "locale.format", "seed.I", "zone");
      assertThat(SecretFilter.value("API_KEY_ID", "x")).isEqualTo("<redacted>"); // no dotless i
      assertThat(SecretFilter.value("CREDENTIALS", "x")).isEqualTo("<redacted>");
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void noSecretComesIntoTheCapsule() throws Exception {
    GitSandbox git = GitSandbox.init(temp);
    git.write("app.yaml", "password: hunter00\nurl: x\n");
    git.write("allowed.txt", "a\n");
    git.commit("First");
    git.git("remote", "add", "origin", "https://alice:hunter01@example.org/a.git");
    git.write("app.yaml", "word: hunter02\nurl: https://u:hunter03@h/x\n");
    git.write("allowed.txt", "password: hunter18\n");
    git.git("branch", "-m", "ghp_hunter04hunter04");
    variables.put("SOME_VARIABLE", "hunter05");
    variables.put("JAVA_TOOL_OPTIONS", "-Dx=hunter06 -Da=b");
    variables.put("MY_TOKEN", "hunter07");
    variables.put("MY_URL", "redis://:hunter08@h:1");
    properties.put("ai.djl.repository.location", "hunter09");
    properties.put("some.property", "hunter10");
    properties.put("my.token", "hunter17");
    properties.put("my.setting", "shown");
    properties.put("sun.java.command", "a.Main hunter11 --x hunter12");
    EnvironmentCapsule capsule =
        captured(
            settings()
                .allowed(
                    EnvironmentAllowList.none()
                        .withVariables("MY_TOKEN", "MY_URL")
                        .withProperties("my.token", "my.setting")
                        .withDiffs("*.txt"))
                .configuration(
                    Map.of(
                        "db.password", "hunter13",
                        "nested", "{\"secret\": \"hunter14\", \"lr\": 0.1}",
                        "https://u:hunter15@h", "x",
                        "comment", "Bearer hunter16hunter16")));

    assertThat(json(capsule)).doesNotContain("hunter").contains("<redacted>");
    assertThat(capsule.facts())
        .containsEntry("config.db.password", "<redacted>")
        .containsEntry("environment.MY_TOKEN", "<redacted>")
        .containsEntry("environment.MY_URL", "redis://<redacted>@h:1")
        .containsEntry("property.my.token", "<redacted>")
        .containsEntry("property.my.setting", "shown")
        .containsEntry("main.class", "a.Main")
        .containsEntry("git.changed", "2");
    assertThat(capsule.facts().get("git.diff"))
        .contains("-a\n+password: <redacted>")
        .doesNotContain("app.yaml");
  }

  @Test
  void leavesOutPropertiesThatTheLibrarySet() {
    EnvironmentCapsule before = captured(settings());
    properties.put("ai.djl.offline", "true");
    properties.put("io.lifecycle4j.preset.ai.djl.offline", "true");
    assertThat(captured(settings())).isEqualTo(before);

    properties.put("ai.djl.offline", "false"); // by the user, later
    assertThat(captured(settings()).facts()).containsEntry("property.ai.djl.offline", "false");
  }

  @Test
  void recordsNoVariableOrPropertyButThoseThatAreNamed() {
    variables.put("SOME_VARIABLE", "x");
    properties.put("some.property", "x");
    properties.put("ai.djl.some", "x");
    properties.put("ai.djl.offline", "true");
    variables.put("OMP_NUM_THREADS", "3");

    assertThat(captured(settings()).facts())
        .containsEntry("property.ai.djl.offline", "true")
        .containsEntry("environment.OMP_NUM_THREADS", "3")
        .doesNotContainKeys(
            "environment.SOME_VARIABLE", "property.some.property", "property.ai.djl.some");
  }

  @Test
  @OnlyLarger
  void keepsWhatFitsOfAHugeConfiguration() {
    Map<String, String> huge = new TreeMap<>();
    for (int i = 0; i < 20_000; i++) {
      huge.put("setting" + i, "\u0001".repeat(1_000));
    }
    EnvironmentCapsule capsule = captured(settings().configuration(huge));

    assertThat(EnvironmentStore.write(capsule)).hasSizeLessThan(1 << 24);
    assertThat(capsule.facts()).containsKeys("config.setting0", "jvm.version", "dropped");
    assertThat(List.copyOf(capsule.facts().values()))
        .contains("<unavailable: too long, with the facts before it>");
  }
}

package io.lifecycle4j.mlflow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.HomeExperiments;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Takes or refuses every bad YAML and every bad folder, in time, and says so in harmless words. */
class MlflowBadFilesTest {
  /** A hang takes longer, whoever else uses the machine. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Medium medium = Media.memory();
  private final HomeExperiments experiments =
      Tracking.experiments(Tracking.over(medium), run -> false, InstantSource.fixed(Fixtures.TIME));

  @TempDir Path directory;

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private static String deep(int levels) {
    StringBuilder text = new StringBuilder("{\"later\":");
    for (int i = 0; i < levels; i++) {
      text.append(i % 2 == 0 ? "[" : "{\"a\":");
    }
    text.append('0');
    for (int i = levels - 1; i >= 0; i--) {
      text.append(i % 2 == 0 ? ']' : '}');
    }
    return text.append('}').toString();
  }

  /** What cannot be read is left out, and the report says so. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\nrun_name: x\n", // grows
        "a: &a x\nrun_name: *a\n",
        "a: &a {x: y}\nb:\n  <<: *a\n",
        "run_name: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader"
            + " [[!!java.net.URL [\"http://127.0.0.1/\"]]]]\n",
        "run_name: x\nrun_name: y\n",
        "--- a\n--- b\n",
        "- a\n",
        "run_name: \"\\ud800\"\n",
        "run_name: a\0b\n"
      })
  void leavesOutWhatIsWrongInYaml(String yaml) throws IOException {
    assertLeftOut(yaml.getBytes(UTF_8));
  }

  @Test
  void leavesOutYamlThatIsTooLongOrTooDeep() throws IOException {
    assertLeftOut(deep(65).getBytes(UTF_8));
    assertLeftOut(
        ("{\"later\":" + "[".repeat(100_000) + "0" + "]".repeat(100_000)).getBytes(UTF_8));
    assertLeftOut("#".repeat((1 << 20) + 1).getBytes(UTF_8));
  }

  @Test
  void leavesOutWhatIsNoText() throws IOException {
    assertLeftOut("run_name: \u00ff\n".getBytes(ISO_8859_1)); // not UTF-8
    assertLeftOut(new byte[4096]);
  }

  private void assertLeftOut(byte[] yaml) throws IOException {
    Path folder = Files.createTempDirectory(directory, "mlruns");
    String id = "run-" + experiments.runs("fraud").size();
    Path meta = Mlruns.run(Mlruns.experiment(folder), id).resolve("meta.yaml");
    Files.write(meta, yaml, StandardOpenOption.APPEND);

    ImportReport plan =
        assertTimeoutPreemptively(LIMIT, () -> MlflowImport.from(folder).into(experiments).plan());

    assertThat(plan.remarks())
        .anyMatch(remark -> remark.file().equals("1/" + id + "/meta.yaml"))
        .allSatisfy(remark -> assertHarmless("" + remark));
    MlflowImport.from(folder).into(experiments).run();
    assertThat(experiments.find(id)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "missing, INVALID_VALUE",
    "empty file, INVALID_VALUE",
    "sparse file, INVALID_VALUE",
    "link to a file, INVALID_VALUE",
    "link to itself, INVALID_VALUE",
    "link to nothing, INVALID_VALUE",
    "pipe, INVALID_VALUE",
    "/dev/zero, INVALID_VALUE",
    "/proc/self/mem, INVALID_VALUE",
    "directory, INVALID_DATA",
    "link to a directory, INVALID_DATA",
    "directory with a link in it, INVALID_DATA",
    "directory that holds itself, INVALID_DATA",
    "'', INVALID_DATA",
    "/, INVALID_DATA"
  })
  void refusesWhatIsNoFolder(String place, String code) throws Exception {
    Path folder = place(place);
    LifecycleException refusal =
        assertTimeoutPreemptively(
            LIMIT,
            () ->
                catchThrowableOfType(
                    LifecycleException.class,
                    () -> MlflowImport.from(folder).into(experiments).run()));

    assertThat(refusal.code()).isEqualTo(code);
    assertHarmless(String.valueOf(refusal.getMessage()));
    assertThat(experiments.names()).isEmpty();
  }

  private Path place(String what) throws Exception {
    Path there = directory.resolve(what.isEmpty() ? "empty" : what);
    Path file = Files.writeString(directory.resolve("file"), "x");
    Path folder = Files.createDirectory(directory.resolve("folder"));
    return switch (what) {
      case "missing" -> there;
      case "empty file" -> Files.createFile(there);
      case "sparse file" -> sparse(there);
      case "link to a file" -> Files.createSymbolicLink(there, file);
      case "link to itself" -> Files.createSymbolicLink(there, there);
      case "link to nothing" -> Files.createSymbolicLink(there, directory.resolve("nothing"));
      case "pipe" -> pipe(there);
      case "directory" -> folder;
      case "link to a directory" -> Files.createSymbolicLink(there, folder);
      case "directory with a link in it" -> holding(there, file);
      case "directory that holds itself" -> holding(there, there);
      default -> Path.of(what);
    };
  }

  private static Path sparse(Path file) throws IOException {
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      opened.setLength(1L << 40);
    }
    return file;
  }

  private static Path pipe(Path there) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", there.toString()).start().waitFor()).isZero();
    return there;
  }

  /** A folder with a link where a run is looked for. */
  private static Path holding(Path folder, Path target) throws IOException {
    Files.createSymbolicLink(Files.createDirectories(folder.resolve("1")).resolve("a"), target);
    return folder;
  }

  /** Asks for what a terminal or a log would follow. */
  private static void assertHarmless(String message) {
    assertThat(message).isNotBlank().hasSizeLessThanOrEqualTo(600);
    assertThat(message.codePoints().map(Character::getType))
        .doesNotContain(
            (int) Character.CONTROL,
            (int) Character.FORMAT,
            (int) Character.SURROGATE,
            (int) Character.LINE_SEPARATOR,
            (int) Character.PARAGRAPH_SEPARATOR);
  }
}

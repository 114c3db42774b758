package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storms.ChildArchive;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same life under other locales, time zones, umasks and clocks leaves the same behind. */
class ElsewhereTest {
  private static List<String> expected;

  @TempDir private Path directory;

  @BeforeAll
  static void liveHere(@TempDir Path here) {
    try (Lifecycle home = SmallLife.open(here.toUri(), InstantSource.fixed(SmallLife.NOON))) {
      SmallLife.live(home);
    }
    try (Lifecycle home = SmallLife.open(here.toUri(), InstantSource.fixed(SmallLife.NOON))) {
      expected = SmallLife.read(home);
    }
    assertThat(expected).hasSizeGreaterThan(15).anyMatch(line -> line.contains(SmallLife.NAME));
  }

  /** What lies around a process: the shell sets it, then becomes the process. */
  private ChildJvm start(String shell, List<String> options, Object... arguments) throws Exception {
    List<String> all = new ArrayList<>(ChildArchive.options());
    all.addAll(options);
    List<String> command = new ArrayList<>(List.of("sh", "-c", shell + " exec \"$@\"", "sh"));
    command.addAll(ChildJvm.command(all, SmallLife.class, arguments));
    return ChildJvm.start(new ProcessBuilder(command));
  }

  static List<Arguments> places() {
    return List.of(
        Arguments.of(
            "umask 000; export LC_ALL=C LANG=C;",
            locale("tr", "TR", "", "-Duser.timezone=Pacific/Apia", "-Dfile.encoding=ISO-8859-1"),
            (int) '1'),
        Arguments.of(
            "umask 777;",
            locale("ar", "EG", "u-nu-arab", "-Duser.timezone=Asia/Kathmandu", "-Duser.home=?"),
            0x661),
        Arguments.of("umask 022;", locale("th", "TH", "u-ca-buddhist-nu-thai"), 0xE51));
  }

  private static List<String> locale(
      String language, String country, String extensions, String... more) {
    List<String> options = new ArrayList<>(List.of(more));
    options.add("-Duser.language=" + language);
    options.add("-Duser.country=" + country);
    options.add("-Duser.extensions=" + extensions);
    return options;
  }

  @ParameterizedTest
  @OnlyLarger
  @MethodSource("places")
  void leavesTheSameBehind(String shell, List<String> options, int one) throws Exception {
    URI location = URI.create(directory.toUri() + "h%C3%B6me%20%E6%97%A5");
    List<String> lines;
    try (ChildJvm child = start(shell, options, location)) {
      lines = child.awaitEnd();
    }
    assertThat(lines.get(0)).as("digit of the locale").isEqualTo(String.valueOf(one));
    assertThat(lines.subList(1, lines.size()))
        .containsExactlyElementsOf(expected.stream().map(SmallLife::ascii).toList());
    try (Lifecycle home = SmallLife.open(location, InstantSource.fixed(SmallLife.NOON))) {
      assertThat(SmallLife.read(home)).isEqualTo(expected);
    }
    assertPrivate(Path.of(location));
  }

  private static void assertPrivate(Path home) throws IOException {
    try (Stream<Path> paths = Files.walk(home)) {
      List<Path> all = paths.toList();
      assertThat(all).hasSizeGreaterThan(10);
      for (Path path : all) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .describedAs(path.toString())
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
        assertThat(home.relativize(path).toString()).matches("[a-z0-9./_-]*");
      }
    }
  }

  @Test
  void livesWithAClockThatJumps() {
    Instant[] now = {SmallLife.NOON};
    long[] calls = {0};
    InstantSource clock =
        () -> {
          Duration year = Duration.ofDays(calls[0]++ % 2 == 0 ? 365 : -730);
          now[0] = now[0].plus(year);
          return now[0];
        };
    URI location = directory.resolve("home").toUri();
    try (Lifecycle home = SmallLife.open(location, clock)) {
      SmallLife.live(home);
    }
    assertThat(calls[0]).isGreaterThan(20);
    for (Instant opened : List.of(Instant.EPOCH, Instant.parse("2200-01-01T00:00:00Z"))) {
      try (Lifecycle home = SmallLife.open(location, InstantSource.fixed(opened))) {
        assertThat(SmallLife.read(home)).isEqualTo(expected);
      }
    }
  }
}

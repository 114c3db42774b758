package io.lifecycle4j.core.badinputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.storms.ChildArchive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad names end the same in a process that knows ASCII alone, and in one that has its own i. */
@OnlyLarger
class NamesElsewhereTest {
  /** One in how many names is passed to each entry. */
  private static final int SHARE = Volume.of(10, 6, 1);

  private static List<String> expected;

  @BeforeAll
  static void passHere() throws Exception {
    expected = inDirectory(directory -> BadNames.outcomes(directory, SHARE));
  }

  /** Something that needs a directory. */
  private interface Use {
    List<String> of(Path directory) throws Exception;
  }

  private static List<String> inDirectory(Use use) throws Exception {
    Path directory = Directories.create();
    try {
      return use.of(directory);
    } finally {
      Directories.delete(directory);
    }
  }

  static List<Arguments> places() {
    return List.of(
        Arguments.of("export LC_ALL=C LANG=C;", List.of(), "en ANSI_X3.4-1968"),
        Arguments.of("", List.of("-Duser.language=tr", "-Duser.country=TR"), "tr "));
  }

  @ParameterizedTest
  @MethodSource("places")
  void endTheSame(String shell, List<String> options, String place) throws Exception {
    List<String> lines =
        inDirectory(
            directory -> {
              List<String> command =
                  new ArrayList<>(List.of("sh", "-c", shell + " exec \"$@\"", "sh"));
              List<String> all = new ArrayList<>(ChildArchive.options());
              all.addAll(options);
              command.addAll(ChildJvm.command(all, BadNames.class, directory, SHARE));
              try (ChildJvm child = ChildJvm.start(new ProcessBuilder(command))) {
                return child.awaitEnd();
              }
            });
    assertThat(lines.get(0)).startsWith(place);
    assertThat(lines.subList(1, lines.size())).containsExactlyElementsOf(expected);
  }

  @Test
  void areAllOfThem() {
    List<String> ids =
        BadInput.all().stream()
            .filter(input -> input.group().equals("A") && !input.expected("name").isEmpty())
            .map(BadInput::id)
            .toList();
    assertThat(ids).hasSizeGreaterThan(100);
    for (String kind : List.of("name of ", "path of ")) {
      assertThat(expected.stream().filter(line -> line.contains(" as " + kind)))
          .map(line -> line.substring(0, line.indexOf(' ')))
          .doesNotHaveDuplicates()
          .isSubsetOf(ids)
          .hasSizeGreaterThanOrEqualTo(ids.size() / SHARE); // all of them, if each is passed
    }
  }
}

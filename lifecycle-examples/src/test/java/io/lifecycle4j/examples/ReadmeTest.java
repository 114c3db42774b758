package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadmeTest {
  private static final Path EXAMPLES = Path.of("src/main/java/io/lifecycle4j/examples");

  @ParameterizedTest
  @ValueSource(strings = {"Story.java", "Ridership.java", "OldVersions.java", "Tracking.java"})
  void showsCodeThatIsCompiled(String example) throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    assertThat(readme).contains("```java\n" + shown(example) + "\n```");
  }

  @Test
  void showsAStoryOfAtMostFortyLines() throws IOException {
    assertThat(shown("Story.java").lines().count()).isLessThanOrEqualTo(40);
  }

  @Test
  void saysWhereEachWordIsImportedFrom() throws Exception {
    String readme = Files.readString(Path.of("../README.md"));
    Set<String> imported = new TreeSet<>();
    Matcher lines = Pattern.compile("import static ([\\w.]+)\\.\\*; // (.+)").matcher(readme);
    while (lines.find()) {
      Class<?> owner = Class.forName(lines.group(1));
      List<String> words = List.of(lines.group(2).split(", "));
      assertThat(staticNames(owner)).as("%s", owner).containsAll(words);
      imported.addAll(staticNames(owner));
    }
    assertThat(imported).contains("csv", "byHash", "impute", "by", "metric", "CHECKSUM");
    Matcher calls =
        Pattern.compile("(?m)(?<=[(, ])(?<!new )[a-z]\\w+(?=\\()").matcher(code(readme));
    Set<String> own = Set.of("steps", "try"); // of the example, and of the language
    while (calls.find()) {
      assertThat(own.contains(calls.group()) || imported.contains(calls.group()))
          .as("the README says where %s comes from", calls.group())
          .isTrue();
    }
    Matcher places = Pattern.compile("`(\\w+)`[^`]{0,20} in `(io[\\w.]+)`").matcher(readme);
    while (places.find()) {
      assertThat(Class.forName(places.group(2) + "." + places.group(1))).isNotNull();
    }
  }

  /** The blocks of Java, fenced or indented, without comments and what begins with a point. */
  private static String code(String readme) {
    boolean fenced = false;
    StringBuilder code = new StringBuilder();
    for (String line : readme.split("\n", -1)) {
      if (line.startsWith("```")) {
        fenced = line.equals("```java");
      } else if (fenced || line.startsWith("    ")) {
        code.append(line.replaceAll("//.*", "").replaceAll("\"[^\"]*\"", "")).append('\n');
      }
    }
    return code.toString();
  }

  private static Set<String> staticNames(Class<?> owner) {
    Set<String> names = new TreeSet<>();
    for (Method method : owner.getMethods()) {
      if (Modifier.isStatic(method.getModifiers())) {
        names.add(method.getName());
      }
    }
    for (Field field : owner.getFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        names.add(field.getName());
      }
    }
    return names;
  }

  private static String shown(String example) throws IOException {
    List<String> lines = Files.readAllLines(EXAMPLES.resolve(example));
    int begin = lines.indexOf("    // README begins");
    int end = lines.indexOf("    // README ends");
    assertThat(begin).isPositive();
    return lines.subList(begin + 1, end).stream()
        .map(line -> line.startsWith("    ") ? line.substring(4) : line)
        .collect(Collectors.joining("\n"));
  }
}

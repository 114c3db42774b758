package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code of the README, the guide and the reference compiles. */
class PagesCompileTest {
  /** What stands behind a fence; code that is not Java is not compiled. */
  private static final Set<String> LANGUAGES =
      Set.of("java", "xml", "sh", "text", "python", "yaml", "json");

  /** Compiled by the module that knows Spring. */
  private static final String SPRING = "docs/guide/spring-boot.md";

  @Test
  void everyBlockCompiles() {
    List<Page> pages = Page.shown().stream().filter(page -> !page.name().equals(SPRING)).toList();
    assertThat(pages.stream().mapToInt(page -> page.blocks("java").size()).sum()).isGreaterThan(40);
    assertThat(new PageCompiler().errors(pages)).isEmpty();
  }

  @Test
  void nobodyIsSentIntoCore() throws IOException {
    String core = "io.lifecycle4j.core";
    List<String> sent = new ArrayList<>();
    for (Page page : Page.shown()) {
      page.blocks().stream()
          .filter(block -> block.text().contains(core))
          .forEach(block -> sent.add(page.name() + ":" + (block.line() + 1)));
    }
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file).contains(core)) {
          sent.add(file.toString());
        }
      }
    }
    assertThat(sent).as("pages and examples that name a package of core").isEmpty();
  }

  @Test
  void everyBlockSaysItsLanguage() {
    for (Page page : Page.shown()) {
      assertThat(page.blocks())
          .as("the blocks of %s", page.name())
          .allMatch(block -> LANGUAGES.contains(block.language()));
    }
  }

  @Test
  void aWrongBlockIsRefusedAtItsLineAndARightOneIsNot() {
    Page block =
        page("block.md", "# Page", "```java", "int known = 1;", "int more = unknown;", "```");
    Page file =
        page("file.md", "# Page", "```java", "final class A {", "  int a = true;", "}", "```");
    Page right =
        page(
            "right.md",
            "# Page",
            "<!-- context -->",
            "```java",
            "static Lifecycle lifecycle;",
            "```",
            "```java",
            "import java.util.BitSet;",
            "List<String> names = lifecycle.datasets().names();",
            "```",
            "```java",
            "BitSet bits = new BitSet(names.size());",
            "```");
    assertThat(new PageCompiler().errors(List.of(block, file, right)))
        .satisfiesExactlyInAnyOrder(
            error -> assertThat(error).startsWith("block.md:4: cannot find symbol"),
            error -> assertThat(error).startsWith("file.md:4: incompatible types"));
  }

  private static Page page(String name, String... lines) {
    return new Page(name, List.of(lines));
  }
}

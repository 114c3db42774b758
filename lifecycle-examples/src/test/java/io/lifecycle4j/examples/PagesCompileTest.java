package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The code of the README, the guide and the reference compiles. */
class PagesCompileTest {
  /** What stands behind a fence; code that is not Java is not compiled. */
  private static final Set<String> LANGUAGES = Set.of("java", "xml", "sh", "text");

  @Test
  void everyBlockCompiles() {
    List<Page> pages = Page.shown();
    assertThat(pages.stream().mapToInt(page -> page.blocks("java").size()).sum()).isGreaterThan(40);
    assertThat(new PageCompiler().errors(pages)).isEmpty();
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
            "<!-- context",
            "static Lifecycle lifecycle;",
            "-->",
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

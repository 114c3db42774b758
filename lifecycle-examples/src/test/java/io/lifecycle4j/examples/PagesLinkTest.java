package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every link leads somewhere, and every word of the field is two clicks from the README. */
class PagesLinkTest {
  private static String problem(Page page, String target) {
    int hash = target.indexOf('#');
    String path = hash < 0 ? target : target.substring(0, hash);
    String name = resolve(page, path);
    if (!Files.exists(Page.ROOT.resolve(name))) {
      return "no file " + name;
    }
    boolean leads = hash < 0 || Page.read(name).anchors().contains(target.substring(hash + 1));
    return leads ? "" : "no heading " + target;
  }

  private static String resolve(Page page, String path) {
    return path.isEmpty()
        ? page.name()
        : Path.of(page.name()).resolveSibling(path).normalize().toString().replace('\\', '/');
  }

  @Test
  void everyLinkLeadsToAFileAndAHeading() {
    List<String> broken = new ArrayList<>();
    for (Page page : Page.all()) {
      for (Page.Link link : page.links()) {
        String problem = problem(page, link.target());
        if (!problem.isEmpty()) {
          broken.add(page.name() + ":" + link.line() + ": " + problem);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void aBrokenLinkIsFound() {
    Page page = new Page("docs/page.md", List.of("# A page", "", "[a](#a-page) [b](#b) [c](c.md)"));
    assertThat(page.anchors()).containsExactly("a-page");
    assertThat(page.links()).extracting(Page.Link::target).containsExactly("#a-page", "#b", "c.md");
    assertThat(problem(page, "c.md")).isEqualTo("no file docs/c.md");
    assertThat(problem(page, "../README.md#nothing")).isEqualTo("no heading ../README.md#nothing");
    assertThat(problem(page, "../README.md")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "parameter",
        "metric",
        "step",
        "split",
        "holdout",
        "drift",
        "gate",
        "rollback",
        "rollout",
        "shadow",
        "limits",
        "batching",
        "ground-truth",
        "replay",
        "trace",
        "erasure",
        "purge",
        "observer",
        "tier",
        "retention",
        "backend"
      })
  void aWordIsExplainedTwoClicksFromTheReadme(String word) {
    Page concepts = Page.read("docs/guide/concepts.md");
    assertThat(Page.read("README.md").links())
        .extracting(Page.Link::target)
        .contains(concepts.name());
    assertThat(concepts.anchors()).contains(word);
  }

  @Test
  void everyPageOfTheGuideAndTheReferenceIsTwoClicksFromTheReadme() {
    Set<String> reached = new HashSet<>(Set.of("README.md"));
    for (int click = 0; click < 2; click++) {
      for (String name : Set.copyOf(reached)) {
        if (name.endsWith(".md")) {
          Page page = Page.read(name);
          page.links()
              .forEach(link -> reached.add(resolve(page, link.target().replaceAll("#.*", ""))));
        }
      }
    }
    assertThat(reached).containsAll(Page.shown().stream().map(Page::name).toList());
  }
}

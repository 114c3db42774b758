package io.lifecycle4j.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of Markdown: its blocks, its headings, its links and what it says of the context of its
 * blocks.
 *
 * @param name the path below the root of the project, with slashes
 * @param lines its lines
 */
record Page(String name, List<String> lines) {
  /** The root of the project, from the directory in which tests of this module run. */
  static final Path ROOT = Path.of("..");

  private static final String CONTEXT = "<!-- context -->";
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("#+ (.+)");

  /**
   * A fenced block.
   *
   * @param language what stands behind the fence, or an empty text
   * @param line the number of its first line, from 0
   * @param lines its lines, without the fences
   */
  record Block(String language, int line, List<String> lines) {
    String text() {
      return String.join("\n", lines);
    }
  }

  /**
   * A link to a place within the project.
   *
   * @param line the number of its line, from 1
   * @param target what it leads to: a path, an anchor or both
   */
  record Link(int line, String target) {}

  static Page read(String name) {
    try {
      return new Page(name, Files.readAllLines(ROOT.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The README, the guide and the reference, whose blocks of Java are compiled. */
  static List<Page> shown() {
    List<Page> pages = new ArrayList<>(List.of(read("README.md")));
    pages.addAll(below("docs/guide"));
    pages.addAll(below("docs/reference"));
    return pages;
  }

  /** Every page of the project and its documentation. */
  static List<Page> all() {
    List<Page> pages = new ArrayList<>();
    for (String name : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
      pages.add(read(name));
    }
    pages.addAll(below("docs"));
    return pages;
  }

  private static List<Page> below(String folder) {
    try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .map(file -> ROOT.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .map(Page::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text() {
    return String.join("\n", lines);
  }

  List<Block> blocks(String language) {
    return blocks().stream().filter(block -> block.language().equals(language)).toList();
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    int open = -1;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("```") && open < 0) {
        open = i;
      } else if (line.startsWith("```")) {
        String language = lines.get(open).substring(3).strip();
        blocks.add(new Block(language, open + 1, lines.subList(open + 1, i)));
        open = -1;
      }
    }
    if (open >= 0) {
      throw new IllegalStateException(name + ":" + (open + 1) + ": a block does not end");
    }
    return blocks;
  }

  /** Whether a block declares what the other blocks of the page use. */
  boolean isContext(Block block) {
    return block.line() > 1 && lines.get(block.line() - 2).equals(CONTEXT);
  }

  /** The lines outside of fenced blocks, by their number from 1. */
  private Map<Integer, String> prose() {
    Map<Integer, String> prose = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      prose.put(i + 1, lines.get(i));
    }
    for (Block block : blocks()) {
      for (int i = 0; i < block.lines().size() + 2; i++) {
        prose.remove(block.line() + i);
      }
    }
    return prose;
  }

  List<Link> links() {
    List<Link> links = new ArrayList<>();
    prose()
        .forEach(
            (number, line) -> {
              Matcher matcher = LINK.matcher(line.replaceAll("`[^`]*`", "code"));
              while (matcher.find()) {
                if (!matcher.group(1).matches("[a-z]+:.*")) {
                  links.add(new Link(number, matcher.group(1)));
                }
              }
            });
    return links;
  }

  /** The anchors of the headings, as GitHub names them. */
  Set<String> anchors() {
    Set<String> anchors = new LinkedHashSet<>();
    Map<Integer, String> prose = prose();
    for (int i = 1; i <= lines.size(); i++) {
      Matcher heading = HEADING.matcher(prose.getOrDefault(i, ""));
      if (heading.matches()) {
        String words = heading.group(1).strip().toLowerCase(Locale.ROOT);
        String anchor = words.replaceAll("[^\\w\\- ]", "").replace(' ', '-');
        int copies = 0;
        String unique = anchor;
        while (!anchors.add(unique)) {
          copies++;
          unique = anchor + "-" + copies;
        }
      }
    }
    return anchors;
  }
}

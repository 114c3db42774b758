package io.lifecycle4j.core.registry.card;

import io.lifecycle4j.core.markdown.Markdown;
import io.lifecycle4j.core.registry.card.CardSection.Block;
import io.lifecycle4j.core.registry.card.CardSection.Table;
import io.lifecycle4j.core.registry.card.CardSection.Text;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes the sections of a card as Markdown. */
final class CardMarkdown {
  /** What makes a heading, a list or a line of a text if a line begins with it. */
  private static final Pattern BEGIN = Pattern.compile("^([-=:]|[0-9]+(?=[.]))");

  private final Markdown text = new Markdown();

  private CardMarkdown() {}

  static String of(List<CardSection> sections) {
    CardMarkdown card = new CardMarkdown();
    for (int i = 0; i < sections.size(); i++) {
      CardSection section = sections.get(i);
      card.text.line("%s %s", i == 0 ? "#" : "##", Markdown.escaped(section.title()));
      section.blocks().forEach(card::write);
    }
    return card.text.toString().stripTrailing() + "\n";
  }

  private void write(Block block) {
    if (block instanceof Text lines) {
      text.line("%s", lines(lines.text()));
    } else if (block instanceof Table table) {
      if (!table.caption().isEmpty()) {
        text.line("%s", Markdown.escaped(table.caption()));
      }
      text.table(table.numbers(), cells(table.head()));
      table.rows().forEach(row -> text.row(cells(row)));
      text.end();
    }
  }

  private static String[] cells(List<String> cells) {
    return cells.stream().map(Markdown::escaped).toArray(String[]::new);
  }

  /** Escapes each line; two spaces at its end break it. */
  private static String lines(String plain) {
    return plain
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .map(line -> BEGIN.matcher(Markdown.escaped(line)).replaceFirst(CardMarkdown::harmless))
        .collect(Collectors.joining("  \n"));
  }

  private static String harmless(MatchResult begin) {
    String found = begin.group();
    return Character.isDigit(found.charAt(0)) ? "$0\\\\" : "\\\\$0";
  }
}

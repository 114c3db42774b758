package io.lifecycle4j.core.registry.card;

import io.lifecycle4j.core.markdown.CurvePicture.Point;
import java.util.List;
import java.util.Map;

/**
 * A part of a card, whatever it is written as.
 *
 * @param title plain text
 */
record CardSection(String title, List<Block> blocks) {
  /** What a section consists of. */
  sealed interface Block {}

  /** Lines of plain text, perhaps of a person. */
  record Text(String text) implements Block {}

  /**
   * A table of plain texts.
   *
   * @param caption what is in it; empty if the title of the section says it
   * @param numbers the number of columns at the end that contain numbers
   * @param shaded whether cells are the darker the greater their share of the row is
   */
  record Table(
      String caption, int numbers, Shading shaded, List<String> head, List<List<String>> rows)
      implements Block {}

  /** How the cells of a table are coloured. */
  enum Shading {
    NONE,
    SHARE_OF_ROW
  }

  /**
   * A picture of curves, which Markdown leaves out, since a table says the same.
   *
   * @param across what grows from left to right
   * @param curves the points of each curve by its name
   */
  record Picture(String title, String across, Map<String, List<Point>> curves) implements Block {}
}

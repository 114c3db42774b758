package io.lifecycle4j.core.registry.card;

import io.lifecycle4j.error.StorageFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The script of a page and its style sheet: uPlot, which the build takes from its jar, with its
 * licence, and the lines that show what a page contains.
 *
 * <p>They are the same in every page of one version of this library.
 */
final class PlotScript {
  /** Runs at the end of a page. */
  static final String TEXT =
      "/*!\n" + read("uplot/LICENSE") + "*/\n" + read("uplot/uPlot.iife.min.js") + read("plots.js");

  /** Of the elements that the script adds. */
  static final String STYLE =
      read("uplot/uPlot.min.css")
          + """

          .uplot table { min-width: 0; }
          .uplot th, .uplot td { border: 0; background: none; padding: 0 0.3rem; }
          .hint { color: #555555; font-size: 13px; }
          """;

  private PlotScript() {}

  private static String read(String name) {
    try (InputStream in = PlotScript.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new StorageFailedException("Cannot read " + name + ": it is not in the jar", null);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new StorageFailedException("Cannot read " + name + ": " + e.getMessage(), e);
    }
  }
}

package io.lifecycle4j.examples;

import java.io.PrintStream;
import java.util.Locale;

/** Prints the steps of an example, with the seconds each step took. */
final class Narrator {
  private final PrintStream out;
  private final long start = System.nanoTime();
  private int step;

  Narrator(PrintStream out) {
    this.out = out;
  }

  void title(String text) {
    out.println(text);
  }

  void step(String title) {
    step++;
    out.printf(Locale.ROOT, "%n%d. %s   (at %.1f s)%n", step, title, seconds());
  }

  void say(String format, Object... values) {
    out.printf(Locale.ROOT, "   " + format + "%n", values);
  }

  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }
}

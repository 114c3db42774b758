package io.lifecycle4j.core.tracking.environment;

import io.lifecycle4j.core.secret.SecretFilter;
import java.io.IOException;
import java.util.List;

/**
 * The main class and its arguments, without their secrets.
 *
 * @param main the class, {@code module/class}, or the name of the jar
 * @param arguments the arguments, one a line if the system tells where they end
 */
record CommandLine(String main, String arguments) {
  /**
   * Reads the command. The virtual machine tells it with blanks between the arguments, Linux with
   * zeros. Where only the former is known, a secret may have blanks in it, and nothing is shown
   * from the first one on.
   */
  static CommandLine of(Sources sources, String command) {
    List<String> whole = words(sources);
    for (int i = whole.size() - 1; i >= 0; i--) {
      List<String> arguments = whole.subList(i + 1, whole.size());
      String main = whole.get(i);
      if (command.equals(arguments.isEmpty() ? main : main + " " + String.join(" ", arguments))) {
        return new CommandLine(named(main), SecretFilter.arguments(arguments));
      }
    }
    List<String> words = List.of(command.strip().split("\\s+", -1));
    return new CommandLine(named(words.get(0)), SecretFilter.words(words.subList(1, words.size())));
  }

  private static List<String> words(Sources sources) {
    try {
      String text = sources.text("proc/self/cmdline");
      List<String> words = List.of(text.split("\0", -1)); // each word ends with a zero
      return text.endsWith("\0") ? words.subList(0, words.size() - 1) : words;
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Where a jar lies is no part of its name. */
  private static String named(String main) {
    return main.endsWith(".jar") ? main.substring(main.lastIndexOf('/') + 1) : main;
  }
}

package io.lifecycle4j.core.badinputs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/** Passes every bad name to an entry of each kind that takes one; may be a process of its own. */
final class BadNames {
  private static final Set<String> ENTRIES =
      Set.of(
          "name of Datasets.dataset",
          "path of Run.artifact",
          "key of Run.tag",
          "lookup of Experiments.find",
          "lookup of a name of Models.versions");

  private BadNames() {}

  /** Says where it runs, and how each name ended. */
  public static void main(String[] arguments) throws Exception {
    String encoding =
        System.getProperty("sun.jnu.encoding"); // of names that are given to the system
    System.out.println(Locale.getDefault().getLanguage() + " " + encoding);
    outcomes(Path.of(arguments[0]), Integer.parseInt(arguments[1])).forEach(System.out::println);
  }

  /** Passes one in so many of them in a new home, and says how each ended. */
  static List<String> outcomes(Path directory, int share) throws Exception {
    List<String> outcomes = new ArrayList<>();
    try (Sandbox sandbox = Sandbox.begin(directory)) {
      for (Entry entry : BadInputsTest.entries()) {
        if (ENTRIES.contains(entry.toString())) {
          BadInputsTest.passGood(sandbox, entry, "good"); // opens what stays open with the home
          for (BadInput input : inputs(entry, share)) {
            String outcome = BadInputsTest.pass(sandbox, entry, input);
            outcomes.add(input.id() + " as " + entry + ": " + outcome);
          }
        }
      }
    }
    return outcomes;
  }

  /** Each entry begins with another one. */
  private static List<BadInput> inputs(Entry entry, int share) {
    List<BadInput> all =
        BadInput.all().stream()
            .filter(input -> input.group().equals("A") && !input.expected(entry.kind()).isEmpty())
            .toList();
    return IntStream.range(0, all.size())
        .filter(i -> Math.floorMod(i + entry.toString().hashCode(), share) == 0)
        .mapToObj(all::get)
        .toList();
  }
}

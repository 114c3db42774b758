package io.lifecycle4j.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a Python library on the same work. The script measures its own time, which excludes the
 * start of Python and the import of the library.
 */
final class Peers {
  private static final Path PYTHON = Path.of("benchmarks/target/peers/bin/python");
  private static final Path SCRIPTS = Path.of("benchmarks/peers");

  /** The Python modules, by the names of the sides; other sides are written in Java. */
  private static final Map<String, String> MODULES =
      Map.of(
          "dvc",
          "dvc",
          "ge",
          "great_expectations",
          "pandera",
          "pandera",
          "mlflow",
          "mlflow",
          "scikit-learn",
          "sklearn",
          "safetensors",
          "safetensors",
          "torch",
          "torch",
          "evidently",
          "evidently",
          "nannyml",
          "nannyml",
          "fastapi",
          "fastapi");

  private static final String FIND =
      "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)";

  private Peers() {}

  /**
   * Returns what must be installed to measure a side.
   *
   * @param side the name of the side
   * @return one line; empty if nothing is missing
   */
  static Optional<String> missing(String side) throws IOException, InterruptedException {
    String module = MODULES.get(side);
    if (module == null
        || (Files.exists(PYTHON)
            && new ProcessBuilder(PYTHON.toString(), "-c", FIND, module).start().waitFor() == 0)) {
      return Optional.empty();
    }
    return Optional.of(
        "skipped: " + module + " is not installed (run benchmarks/peers/install.sh)");
  }

  /**
   * Runs a script and returns the seconds it prints in its last line. Waits until everything it
   * wrote without fsync is on the device, because otherwise the next side would pay for it.
   */
  static double seconds(String script, String... arguments)
      throws IOException, InterruptedException {
    String printed = run(script, arguments).strip();
    new ProcessBuilder("sync").start().waitFor();
    return Double.parseDouble(printed.substring(printed.lastIndexOf('\n') + 1));
  }

  /** Returns the command that runs a script. */
  static List<String> command(String script, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(PYTHON.toString(), SCRIPTS.resolve(script).toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs a script without progress bars, and returns what it prints. */
  static String run(String script, String... arguments) throws IOException, InterruptedException {
    Path errors = Files.createTempFile("peer", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command(script, arguments)).redirectError(errors.toFile());
    builder.environment().put("TQDM_DISABLE", "1");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(script + " failed: " + output + Files.readString(errors));
    }
    Files.delete(errors);
    return output;
  }
}

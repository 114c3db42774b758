package io.lifecycle4j.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a Python library on the same work. The script measures itself, so that neither the start of
 * Python nor the import of the library counts against it.
 */
final class Peers {
  private static final Path PYTHON = Path.of("benchmarks/target/peers/bin/python");
  private static final Path SCRIPTS = Path.of("benchmarks/peers");

  private Peers() {}

  /**
   * Runs a script and returns the seconds it prints in its last line. What it wrote and did not
   * force is on the device when this returns, or the next side would pay for it.
   */
  static double seconds(String script, String... arguments)
      throws IOException, InterruptedException {
    if (!Files.exists(PYTHON)) {
      throw new IOException("No " + PYTHON + " (run benchmarks/peers/install.sh)");
    }
    List<String> command =
        new ArrayList<>(List.of(PYTHON.toString(), SCRIPTS.resolve(script).toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(script + " failed: " + output);
    }
    new ProcessBuilder("sync").start().waitFor();
    String printed = output.strip();
    return Double.parseDouble(printed.substring(printed.lastIndexOf('\n') + 1));
  }
}

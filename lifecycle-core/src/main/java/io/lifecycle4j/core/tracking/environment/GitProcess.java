package io.lifecycle4j.core.tracking.environment;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@code git} to read; it is the only process that the library starts.
 *
 * <p>Its time and output are bounded. It changes nothing, not even the index, never prompts, uses
 * no network, and runs no configured program: no pager, hook or file system monitor, nor, through
 * the options of {@link GitFacts}, filter or external diff. It is searched only in the absolute
 * directories of the PATH, since Windows would also search the working directory.
 */
final class GitProcess {
  private static final String HARMLESS =
      "--no-pager --no-optional-locks --no-replace-objects -c core.fsmonitor=false"
          + " -c core.pager=cat -c core.hooksPath=/dev/null -c core.sshCommand=false"
          + " -c submodule.recurse=false -c color.ui=false";

  private static final Map<String, String> VARIABLES =
      Map.of(
          "GIT_OPTIONAL_LOCKS", "0",
          "GIT_TERMINAL_PROMPT", "0",
          "GIT_ALLOW_PROTOCOL", "none",
          "GIT_NO_LAZY_FETCH", "1",
          "GIT_TRACE2", "0",
          "GIT_TRACE2_EVENT", "0",
          "GIT_TRACE2_PERF", "0",
          "LC_ALL", "C");

  private static final int MAX_ERROR = 2_000;
  private static final int CHECK_MILLIS = 2;

  private final Path program;
  private final Path worktree;
  private final Map<String, String> variables;
  private final Duration atMost;

  private GitProcess(Path program, Path worktree, Map<String, String> variables, Duration atMost) {
    this.program = program;
    this.worktree = worktree;
    this.variables = variables;
    this.atMost = atMost;
  }

  /**
   * The output of a command.
   *
   * @param bytes cut at the maximum length
   * @param whole whether nothing was cut
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Output(byte[] bytes, boolean whole) {
    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** Finds git on the PATH among the variables. */
  static Optional<GitProcess> find(Path worktree, Map<String, String> variables, Duration atMost) {
    String path = variables.getOrDefault("PATH", variables.getOrDefault("Path", ""));
    boolean windows = worktree.getFileSystem().getSeparator().equals("\\");
    for (String directory : path.split(windows ? ";" : ":", -1)) {
      try {
        Path program = Path.of(directory).resolve(windows ? "git.exe" : "git");
        if (program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program)) {
          return Optional.of(new GitProcess(program, worktree, variables, atMost));
        }
      } catch (InvalidPathException e) {
        // such a directory cannot exist
      }
    }
    return Optional.empty();
  }

  /**
   * Runs a command.
   *
   * @param maxBytes when there is more output, it is cut and the command ended
   * @throws IOException if it does not start, does not end in time, or fails
   */
  Output run(int maxBytes, List<String> command) throws IOException {
    List<String> words = new ArrayList<>(List.of(program.toString(), "-C", worktree.toString()));
    words.addAll(List.of(HARMLESS.split(" ", -1)));
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words);
    Map<String, String> environment = builder.environment();
    environment.clear();
    variables.forEach(
        (name, value) -> {
          if (!name.toUpperCase(Locale.ROOT).startsWith("GIT_")) { // other repository, programs
            environment.put(name, value);
          }
        });
    environment.putAll(VARIABLES);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      return read(process, maxBytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while git ran", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Reads without blocking, since a child process might keep the pipe open after git has ended. */
  private Output read(Process process, int maxBytes) throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    long start = System.nanoTime();
    boolean ended = false;
    while (!ended && out.size() <= maxBytes) {
      if (System.nanoTime() - start > atMost.toNanos()) {
        throw new IOException("git took longer than " + atMost.toMillis() + " ms");
      }
      ended = process.waitFor(CHECK_MILLIS, TimeUnit.MILLISECONDS);
      drain(process.getInputStream(), out, maxBytes + 1);
      drain(process.getErrorStream(), error, Integer.MAX_VALUE);
      if (error.size() > MAX_ERROR) {
        error.reset(); // thousands of warnings; the last message is the error
      }
    }
    if (ended && process.exitValue() != 0) {
      @Nullable String said = error.toString(StandardCharsets.UTF_8).lines().findFirst().orElse("");
      throw new IOException("git ended with " + process.exitValue() + ": " + said);
    }
    return new Output(out.toByteArray(), out.size() <= maxBytes);
  }

  private static void drain(InputStream in, ByteArrayOutputStream out, int max) throws IOException {
    for (int ready = in.available(); ready > 0 && out.size() < max; ready = in.available()) {
      out.write(in.readNBytes(Math.min(ready, max - out.size())));
    }
  }
}

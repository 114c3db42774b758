package io.lifecycle4j.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of its own, on the class path of this one, that prints a line for each thing it did.
 *
 * <p>Small and quick to start: no second compiler, a serial garbage collector, 64 MB. It ends when
 * this process does, also if this one is killed. Not thread-safe.
 */
public final class ChildJvm implements AutoCloseable {
  private static final int MINUTES = 2;

  /** How long one that may be ending has to end by itself. */
  private static final int SECONDS_TO_END = 5;

  /** 128 and the number of the signal. */
  private static final int KILLED = 137;

  private final Process process;
  private final BufferedReader output;

  /** All lines that were read. */
  private final List<String> printed = new ArrayList<>();

  private ChildJvm(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a process. What it prints to its error stream goes to that of this process.
   *
   * @param main the class to start
   * @param arguments its arguments, as their texts
   * @return the process; closing it kills it
   * @throws IOException if it does not start
   */
  public static ChildJvm start(Class<?> main, Object... arguments) throws IOException {
    return start(List.of(), main, arguments);
  }

  /**
   * Starts a process with options. What it prints to its error stream goes to that of this process.
   *
   * @param options more options of the JVM
   * @param main the class to start
   * @param arguments its arguments, as their texts
   * @return the process; closing it kills it
   * @throws IOException if it does not start
   */
  public static ChildJvm start(List<String> options, Class<?> main, Object... arguments)
      throws IOException {
    return start(new ProcessBuilder(command(options, main, arguments)));
  }

  /**
   * Returns what starts a process, for one that needs another environment: a locale, a umask, a
   * directory.
   *
   * @param options more options of the virtual machine; a class path replaces that of this process
   * @param main the class to start
   * @param arguments its arguments, as their texts
   * @return the program and its arguments
   */
  public static List<String> command(List<String> options, Class<?> main, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-XX:CompileThresholdScaling=3", // most live so short that compiling hardly pays
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx64m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(options);
    command.add(ChildMain.class.getName()); // so that it ends with this process
    command.add(main.getName());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  /**
   * Starts a process. What it prints to its error stream goes to that of this process, unless the
   * builder says where.
   *
   * @param builder says how, with a {@link #command}; its standard input is left alone
   * @return the process; closing it kills it
   * @throws IOException if it does not start
   */
  public static ChildJvm start(ProcessBuilder builder) throws IOException {
    if (builder.redirectError().equals(ProcessBuilder.Redirect.PIPE)) {
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    }
    return new ChildJvm(builder.start());
  }

  /**
   * Waits until it printed lines.
   *
   * @param count how many more
   * @return the lines, fewer only if the process ended
   * @throws IOException if they cannot be read
   */
  public List<String> awaitLines(int count) throws IOException {
    List<String> lines = new ArrayList<>();
    while (lines.size() < count) {
      String line = output.readLine();
      if (line == null) {
        break;
      }
      lines.add(line);
    }
    printed.addAll(lines);
    return lines;
  }

  /**
   * Waits until it ended well.
   *
   * @return the lines that were not asked for before
   * @throws Exception if it does not end, or with another code than 0
   */
  public List<String> awaitEnd() throws Exception {
    List<String> lines = awaitLines(Integer.MAX_VALUE);
    awaitExit();
    if (process.exitValue() != 0) {
      throw new IllegalStateException("process ended with " + process.exitValue());
    }
    return lines;
  }

  /**
   * Kills it as {@code kill -9} does, and waits for its end.
   *
   * @return whether that is what it died of; not if it had ended before
   * @throws Exception if it does not end
   */
  public boolean kill() throws Exception {
    // by its handle: Process.destroyForcibly would close our end of the pipe as well
    process.toHandle().destroyForcibly();
    awaitLines(Integer.MAX_VALUE);
    awaitExit();
    return process.exitValue() == KILLED;
  }

  /**
   * Tells it to stop, as {@code kill} does, and waits for its end.
   *
   * @return the lines that were not asked for before
   * @throws Exception if it does not end
   */
  public List<String> terminate() throws Exception {
    process.toHandle().destroy(); // by its handle, as in kill
    List<String> lines = awaitLines(Integer.MAX_VALUE);
    awaitExit();
    return lines;
  }

  /**
   * Tells whether it runs.
   *
   * @return whether it has not ended
   */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Tells how it ended, for a test that finds it wrong. If it runs, it is killed.
   *
   * @param errors the file that its error stream went to
   * @return its exit code and everything that it printed
   * @throws Exception if it does not end, or the file cannot be read
   */
  public String account(Path errors) throws Exception {
    boolean killed = !process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS) && kill();
    awaitLines(Integer.MAX_VALUE);
    return String.format(
        "exit code %s%s%noutput:%n%s%nerrors:%n%s",
        process.exitValue(),
        killed ? ", killed since it did not end" : "",
        String.join(System.lineSeparator(), printed),
        Files.readString(errors));
  }

  /** Kills it without waiting: whoever waits for a line or its end goes on. */
  public void end() {
    process.toHandle().destroyForcibly();
  }

  private void awaitExit() throws Exception {
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      throw new TimeoutException("process " + process.pid() + " does not end");
    }
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
    try {
      output.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

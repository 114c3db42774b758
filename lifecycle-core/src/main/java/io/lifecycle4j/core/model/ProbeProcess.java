package io.lifecycle4j.core.model;

import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.core.storage.ArgumentsFile;
import io.lifecycle4j.core.storage.TemporaryFolder;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM that is started for one request, watched, and gone when this is closed. */
final class ProbeProcess implements AutoCloseable {
  /** Waits this long for a killed process to be gone. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Its temporary directory, where native libraries are unpacked that a killed process leaves. */
  private final TemporaryFolder folder;

  private final ArgumentsFile arguments;
  private final Process process;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  private ProbeProcess(TemporaryFolder folder, ArgumentsFile arguments, Process process) {
    this.folder = folder;
    this.arguments = arguments;
    this.process = process;
  }

  /**
   * Starts a JVM of the same Java as this one.
   *
   * @param options its options, which may be longer than a command line
   * @param variables its environment, which inherits nothing
   */
  static ProbeProcess start(List<String> options, Map<String, String> variables)
      throws IOException {
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    Path java = Path.of(System.getProperty("java.home", ""), "bin", windows ? "java.exe" : "java");
    TemporaryFolder folder = TemporaryFolder.create();
    boolean started = false;
    ArgumentsFile arguments = ArgumentsFile.of(within(folder.path(), options));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(java.toString(), arguments.argument(), ProbeMain.class.getName());
      builder.environment().clear();
      builder.environment().putAll(variables);
      Process process = builder.redirectErrorStream(true).start();
      started = true;
      return new ProbeProcess(folder, arguments, process);
    } finally {
      if (!started) {
        arguments.close();
        folder.close();
      }
    }
  }

  private static List<String> within(Path folder, List<String> options) {
    List<String> all = new ArrayList<>(options);
    all.add("-Djava.io.tmpdir=" + folder); // the last one counts
    return all;
  }

  /**
   * Sends a request, then the rows of roles in batches, on a thread of its own: a process that does
   * not read would block this one.
   */
  void send(ProbeRequest request, List<List<float[]>> roles) throws IOException {
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    OwnedThread sending =
        new OwnedThread(
            "probe",
            () -> {
              try {
                request.writeTo(out);
                ProbeRows.write(out, roles); // left open: the process ends when this one does
              } catch (IOException e) {
                // it has ended, which its watcher sees
              }
            });
    if (!sending.begin()) {
      throw new IOException("the system has no thread left");
    }
  }

  /**
   * Waits a moment, and reads what the process has printed.
   *
   * @param most reads no further than one byte more in all, however fast the process prints
   * @return whether the process has ended
   */
  boolean await(Duration moment, int most) throws InterruptedException, IOException {
    boolean ended = process.waitFor(moment.toNanos(), TimeUnit.NANOSECONDS);
    InputStream in = process.getInputStream();
    int ready = in.available();
    while (ready > 0 && output.size() <= most) {
      output.write(in.readNBytes(Math.min(ready, most + 1 - output.size())));
      ready = in.available();
    }
    return ended;
  }

  /** Counts the bytes that it has printed. */
  int printed() {
    return output.size();
  }

  String output() {
    return output.toString(StandardCharsets.UTF_8);
  }

  /** Returns the lines that it has printed completely. */
  Stream<String> lines() {
    String text = output();
    return text.substring(0, text.lastIndexOf('\n') + 1).lines();
  }

  long pid() {
    return process.pid();
  }

  /** Returns the exit code; empty while the process runs. */
  OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /**
   * Kills the process and what it started, waits a bounded time until it is gone, and deletes its
   * temporary files.
   */
  @Override
  public void close() {
    arguments.close();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    boolean interrupted = Thread.interrupted();
    try {
      process.waitFor(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    folder.close(); // some systems delete no file that a process uses
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

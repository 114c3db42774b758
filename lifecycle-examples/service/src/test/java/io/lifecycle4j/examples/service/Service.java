package io.lifecycle4j.examples.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The jar of the service in a process of its own, and a client of it. */
final class Service implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Queue<String> output = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final Process process;
  private final Thread reader;

  /** Starts it in a directory. */
  Service(Path directory, List<String> command) {
    try {
      process = process(directory, command).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reader = new Thread(this::read, "output");
    reader.start();
  }

  /** Returns a process in a directory, whose {@code java} is that of this one. */
  static ProcessBuilder process(Path directory, List<String> command) {
    ProcessBuilder process = new ProcessBuilder(command);
    process
        .environment()
        .compute("PATH", (name, path) -> System.getProperty("java.home") + "/bin:" + path);
    return process.directory(directory.toFile()).redirectErrorStream(true);
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        Matcher started = PORT.matcher(line);
        if (started.find()) {
          port.complete(Integer.parseInt(started.group(1)));
        }
      }
    } catch (IOException e) {
      output.add(e.toString());
    }
    port.completeExceptionally(new IllegalStateException(output()));
  }

  String output() {
    return String.join("\n", output);
  }

  int port() throws Exception {
    return port.get(200, TimeUnit.SECONDS);
  }

  /** Asks the process to end, and waits until it has. */
  int stop() throws InterruptedException {
    process.toHandle().destroy(); // the process itself would close its output, too
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("It runs: " + output());
    }
    reader.join();
    return process.exitValue();
  }

  private HttpRequest.Builder request(String path) throws Exception {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path));
  }

  HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String json) throws Exception {
    return client.send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

package io.lifecycle4j.spring;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The application in a process of its own, and a client of it. */
final class Service implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final Queue<String> output = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final Process process;
  private final Thread reader;

  Service(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                RidesApplication.class.getName()));
    command.addAll(Arrays.asList(arguments));
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reader = new Thread(this::read, "output");
    reader.start();
  }

  /** The module has what it compiles against for both lines; an application has one. */
  private static String classPath() {
    String all = System.getProperty("java.class.path");
    boolean isThree = all.contains("spring-boot-3.");
    return Arrays.stream(all.split(File.pathSeparator))
        .filter(entry -> !isThree || !entry.contains("spring-boot-health-4"))
        .filter(entry -> !entry.contains("slf4j-nop"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        if (line.startsWith(RidesApplication.PORT)) {
          port.complete(Integer.parseInt(line.substring(RidesApplication.PORT.length())));
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

  /** Waits until the application is ready. */
  Service ready() throws Exception {
    port.get(100, TimeUnit.SECONDS);
    return this;
  }

  /** Waits until the process has ended, and returns how. */
  int ended() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("It runs: " + output());
    }
    reader.join();
    return process.exitValue();
  }

  /** Asks the process to end. */
  void stop() {
    process.toHandle().destroy(); // the process itself would close its output, too
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port.join() + path));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> later(String path) {
    return client.sendAsync(request(path).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
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

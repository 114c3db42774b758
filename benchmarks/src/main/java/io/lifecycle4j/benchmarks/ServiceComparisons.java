package io.lifecycle4j.benchmarks;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Measures the example service: its rate and latency beside FastAPI with PyTorch in two processes,
 * what the starter adds to a prediction, and what it adds to the start of an application.
 *
 * <p>Run: {@code benchmarks/run.sh service [load] [cost] [start]}
 */
public final class ServiceComparisons {
  private static final Path SERVICE = Path.of("lifecycle-examples/service/target");
  private static final Path APPLICATION = SERVICE.resolve("unpacked");
  private static final String MEASURED = "io.lifecycle4j.examples.measured.";

  private static final int CONNECTIONS = 32;
  private static final int PAIRS = 5;
  private static final int COSTS = 3;
  private static final Duration WARM = Duration.ofSeconds(10);
  private static final int LEAST_WARM = 2;
  private static final int MOST_WARM = 10;

  /** By then the JIT compiler is done, also on a machine that does other work. */
  private static final int WARM_CALLS = 60_000;

  private static final Duration MEASURE = Duration.ofSeconds(4);
  private static final int FIRST_PORT = 18_320;
  private static final long PAUSE = Duration.ofMillis(2).toNanos();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final List<String> DAYS =
      List.of(
          "{\"location\": \"Seattle\", \"precipitation\": 10.9, \"wind\": 4.5}",
          "{\"location\": \"New York\", \"precipitation\": 0, \"wind\": 3.1}",
          "{\"location\": \"Seattle\", \"precipitation\": 0.3, \"wind\": 2}");

  private ServiceComparisons() {}

  /** A group of measurements. */
  private interface Part {
    void run() throws Exception;
  }

  /**
   * Runs the measurements and prints lines; a missed floor is not an error.
   *
   * @param args the parts to run; none for all
   * @throws Exception if a side cannot be started
   */
  public static void main(String[] args) throws Exception {
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("load", ServiceComparisons::load);
    parts.put("cost", ServiceComparisons::cost);
    parts.put("start", ServiceComparisons::start);
    for (String name : args.length == 0 ? parts.keySet() : List.of(args)) {
      Part part = parts.get(name);
      if (part == null) {
        throw new IllegalArgumentException(
            "Invalid name: " + name + " (there are " + parts.keySet() + ")");
      }
      part.run();
    }
  }

  /** A service in a process of its own, in a directory that is deleted with it. */
  private record Running(Process process, HttpLoad load, Path directory) implements AutoCloseable {
    static Running start(int port, List<String> command) throws IOException {
      Path directory = TemporaryDirectory.create();
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("output").toFile())
              .start();
      return new Running(process, new HttpLoad(port, "/predict", DAYS), directory);
    }

    /** Waits for the first answer. */
    Running answered() throws IOException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!load.isAnswered()) {
        if (System.nanoTime() > end || !process.isAlive()) {
          throw new IllegalStateException(
              "No answer:\n" + Files.readString(directory.resolve("output")));
        }
        LockSupport.parkNanos(PAUSE); // it needs the processor to start
      }
      return this;
    }

    /** Returns the processor time that was used so far, in seconds, of its workers too. */
    double cpu() {
      return Stream.concat(Stream.of(process.toHandle()), process.descendants())
          .mapToDouble(each -> each.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9)
          .sum();
    }

    /** Sends for a time, and adds to the processor times of a request those of sending it. */
    Figures measure(List<Double> sending) throws IOException {
      double before = cpu();
      Figures found = load.run(CONNECTIONS, MEASURE);
      double micros = 1e6 * (cpu() - before) / (found.perSecond() * MEASURE.toSeconds());
      sending.add(found.cpu());
      return new Figures(found.perSecond(), micros, found.p50(), found.p99());
    }

    @Override
    public void close() {
      List<ProcessHandle> workers = process.descendants().toList();
      process.destroyForcibly(); // it would start its workers again
      workers.forEach(ProcessHandle::destroyForcibly);
      try {
        process.onExit().join();
        TemporaryDirectory.delete(directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static void load() throws Exception {
    Optional<String> missing = Peers.missing("fastapi");
    if (missing.isPresent()) {
      System.out.println("service-32-connections-vs-fastapi " + missing.get());
      return;
    }
    Path home = TemporaryDirectory.create();
    try (Running ours = Running.start(FIRST_PORT, service(home)).answered();
        Running peer =
            Running.start(FIRST_PORT + 1, Peers.command("service.py", peer())).answered()) {
      compare(ours, peer);
    } finally {
      TemporaryDirectory.delete(home);
    }
  }

  private static String[] peer() {
    return new String[] {String.valueOf(FIRST_PORT + 1), "2"};
  }

  /** The jar as its image runs it; neither side logs requests. */
  private static List<String> service(Path home) {
    return List.of(
        java(),
        "-jar",
        APPLICATION.resolve("service.jar").toString(),
        "--server.port=" + FIRST_PORT,
        "--lifecycle4j.home=" + home.resolve("home"),
        "--logging.level.io.lifecycle4j.examples=WARN",
        "--server.tomcat.max-keep-alive-requests=-1"); // as uvicorn: connections stay open
  }

  private static void compare(Running ours, Running peer) throws Exception {
    double warm = 0;
    for (int i = 0; i < MOST_WARM && (i < LEAST_WARM || warm < WARM_CALLS); i++) {
      warm += WARM.toSeconds() * ours.load().run(CONNECTIONS, WARM).perSecond();
    }
    List<Double> sending = new ArrayList<>();
    peer.measure(sending);
    ours.load().rejected();
    List<Figures> mine = new ArrayList<>();
    List<Figures> theirs = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    List<Double> tails = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      mine.add(ours.measure(sending));
      theirs.add(peer.measure(sending));
      rates.add(mine.get(i).perSecond() / theirs.get(i).perSecond());
      tails.add(theirs.get(i).p99() / mine.get(i).p99());
    }
    Comparisons.print("service", mine);
    Comparisons.print("fastapi", theirs);
    System.out.printf(
        Locale.ROOT, "  sending a request: cpu %.1f us%n", PeerComparison.median(sending));
    System.out.println("  rejected by the limits of the service: " + ours.load().rejected());
    String name = "service-32-connections-vs-fastapi";
    System.out.println(new PeerComparison(name, "fastapi", CONNECTIONS, 3).line(rates));
    System.out.println(new PeerComparison(name + "-p99", "fastapi", CONNECTIONS, 1).line(tails));
  }

  /** The processor time of a prediction with the starter's observers, less that without. */
  private static void cost() throws IOException, InterruptedException {
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < COSTS; i++) {
      double starter = nanos("starter");
      double plain = nanos("plain");
      differences.add((starter - plain) / 1e3);
      System.out.printf(Locale.ROOT, "  starter %.0f ns, plain %.0f ns%n", starter, plain);
    }
    ceiling("service-starter-cost microseconds", PeerComparison.median(differences), 1);
  }

  private static double nanos(String side) throws IOException, InterruptedException {
    String model = SERVICE.resolve("classes/weather.model").toString();
    List<String> command =
        List.of(java(), "-cp", classPath(true), MEASURED + "PredictionCost", side, model);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("A side failed: " + command + "\n" + output);
    }
    String mark = "nanos ";
    return output
        .lines()
        .filter(line -> line.startsWith(mark))
        .mapToDouble(line -> Double.parseDouble(line.substring(mark.length())))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("A side printed no figure:\n" + output));
  }

  /** From the start of a process to the first answer, with the starter less without. */
  private static void start() throws Exception {
    for (boolean isArchived : new boolean[] {false, true}) {
      List<Double> added = new ArrayList<>();
      for (int i = 0; i <= PAIRS; i++) {
        double with = seconds("WithStarter", true, isArchived);
        double without = seconds("WithoutStarter", false, isArchived);
        if (i > 0) { // the first reads files, and writes the archive
          added.add(with - without);
        }
      }
      String name = isArchived ? "service-start-archived" : "service-start";
      ceiling(name + " seconds-added", PeerComparison.median(added), 0.7);
    }
  }

  private static double seconds(String application, boolean hasLibrary, boolean isArchived)
      throws Exception {
    Path archive = SERVICE.resolve(application + ".jsa").toAbsolutePath();
    List<String> command = new ArrayList<>(List.of(java()));
    if (isArchived) {
      if (!Files.exists(archive)) {
        archive(application, hasLibrary, archive);
      }
      command.add("-XX:SharedArchiveFile=" + archive);
    }
    command.addAll(arguments(application, hasLibrary));
    long begun = System.nanoTime();
    try (Running running = Running.start(FIRST_PORT + 2, command).answered()) {
      double seconds = (System.nanoTime() - begun) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "  %s%s %.2f s, cpu %.2f s%n",
          application,
          isArchived ? " archived" : "",
          seconds,
          running.cpu());
      return seconds;
    }
  }

  private static List<String> arguments(String application, boolean hasLibrary) {
    return List.of(
        "-cp",
        classPath(hasLibrary),
        MEASURED + application,
        "--server.port=" + (FIRST_PORT + 2),
        "--lifecycle4j.home=memory:new");
  }

  private static void archive(String application, boolean hasLibrary, Path archive)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(java()));
    command.add("-XX:ArchiveClassesAtExit=" + archive);
    command.add("-Dspring.context.exit=onRefresh");
    command.addAll(arguments(application, hasLibrary));
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Jars only, which an archive of classes needs. */
  private static String classPath(boolean hasLibrary) {
    try (Stream<Path> jars = Files.list(APPLICATION.resolve("lib"))) {
      return Stream.concat(
              Stream.of(SERVICE.resolve("measured.jar")),
              jars.filter(
                      jar -> hasLibrary || !jar.getFileName().toString().startsWith("lifecycle-"))
                  .sorted())
          .map(Path::toString)
          .collect(joining(File.pathSeparator));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void ceiling(String name, double figure, double ceiling) {
    System.out.printf(
        Locale.ROOT,
        "%s %.3f ceiling %s %s%n",
        name,
        figure,
        ceiling,
        figure <= ceiling ? "met" : "missed");
  }
}

package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storms.AckFile;
import io.lifecycle4j.core.storms.ChildArchive;
import io.lifecycle4j.crashkit.ChildScratch;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The heap of a service is filled and freed, again and again, by another part of it. */
@Timeout(3_600)
@OnlyLarger
class HeapSpikeTest {
  private static final int PROCESSES = Integer.getInteger("spikes", Volume.of(1, 1, 48));
  private static final int SPIKES = Volume.of(2, 6, 12);
  private static final String HEAP = "-Xmx48m";

  /** The bound of the hook that ends runs, and the start and the end of a JVM. */
  private static final Duration END = Duration.ofSeconds(60);

  /** What the JVM tells of a class with a static initializer; of one without it says so. */
  private static final Pattern INITIALIZING = Pattern.compile("Initializing '([^']+)' \\(0x");

  private static final Pattern OURS = Pattern.compile("^(io/lifecycle4j|com/(?!sun)|de|org)/");

  @TempDir(factory = ChildScratch.class)
  private Path directory;

  @Test
  void losesNothingThatWasAcknowledgedServesTheNewestAndEnds() throws Exception {
    for (int i = 0; i < PROCESSES; i++) {
      spikes(directory.resolve("home" + i), directory.resolve("acknowledged" + i), errors(i));
    }
  }

  private Path errors(int process) {
    return directory.resolve("errors" + process);
  }

  private static void spikes(Path place, Path acknowledged, Path errors) throws Exception {
    try (Lifecycle home = Flowers.in(place);
        ManagedModel<Flower, String> model = threeVersions(home)) {
      try (ChildJvm child = start(List.of(HEAP), errors, place, acknowledged, SPIKES)) {
        awaitLine("begun", child, errors);
        promote(home, model, 2);
        awaitLine("free", child, errors);
        promote(home, model, 3);
        awaitLine("serves 3", child, errors);
        long begin = System.nanoTime();
        child.terminate();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(END);
      }
      audit(home, acknowledged);
    }
  }

  /**
   * So no lack of memory can leave a class unusable for ever, which is what an error in its static
   * initializer does. The JVM tells which initializers run. Those of the JDK depend on its version,
   * and on who waits for whom.
   */
  @Test
  void needsNoOtherStaticInitializerOnceItServes() throws Exception {
    Path place = directory.resolve("home");
    Path errors = directory.resolve("errors");
    Path log = directory.resolve("initialized");
    String told = "-Xlog:class+init=info:file=" + log + "::filecount=0";
    try (Lifecycle home = Flowers.in(place);
        ManagedModel<Flower, String> model = threeVersions(home);
        ChildJvm child = start(List.of(told), errors, place, directory.resolve("acked"), 0)) {
      awaitLine("begun", child, errors);
      Set<String> before = initialized(log);
      awaitLine("free", child, errors);
      promote(home, model, 3);
      awaitLine("serves 3", child, errors);
      child.terminate();
      Set<String> later = initialized(log);
      assertThat(later).hasSizeGreaterThan(before.size() / 2);
      later.removeAll(before);
      later.removeIf(name -> !OURS.matcher(name).find());
      assertThat(later).isEmpty();
    }
  }

  private static Set<String> initialized(Path log) throws Exception {
    return Files.readString(log)
        .lines()
        .flatMap(line -> INITIALIZING.matcher(line).results())
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static ManagedModel<Flower, String> threeVersions(Lifecycle home) {
    ManagedModel<Flower, String> model = Flowers.model(home).open();
    Flowers.promoted(model, Flowers.split(home, 1));
    model.train(Flowers.split(home, 2));
    model.train(Flowers.split(home, 3));
    return model;
  }

  private static ChildJvm start(List<String> more, Path errors, Object... arguments)
      throws Exception {
    List<String> options = new ArrayList<>(ChildArchive.options());
    options.addAll(more);
    List<String> command = ChildJvm.command(options, HeapSpikeWorker.class, arguments);
    return ChildJvm.start(new ProcessBuilder(command).redirectError(errors.toFile()));
  }

  private static void awaitLine(String line, ChildJvm child, Path errors) throws Exception {
    List<String> lines = child.awaitLines(1);
    if (!lines.equals(List.of(line))) {
      throw new AssertionError(
          "Expected " + line + ", but was " + lines + ": " + child.account(errors));
    }
  }

  private static void promote(Lifecycle home, ManagedModel<Flower, String> model, int version) {
    model.promote(home.models().version("species", version), ALICE, "spikes");
  }

  private static void audit(Lifecycle home, Path acknowledged) throws Exception {
    Set<String> answered = new HashSet<>();
    Map<String, Long> flushed = new HashMap<>();
    Set<String> finished = new HashSet<>();
    long logged = 0;
    for (String line : AckFile.read(acknowledged)) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "answered" -> answered.add(words[1]);
        case "logged" -> logged = Long.parseLong(words[2]);
        case "flushed" -> flushed.merge(words[1], Long.parseLong(words[2]), Math::max);
        default -> finished.add(words[1]);
      }
    }
    System.out.printf("Heap spikes: %d runs, %s points%n", finished.size(), flushed.values());
    assertThat(answered).hasSize(HeapSpikeWorker.ANSWERS);
    assertThat(flushed).hasSize(2);
    flushed.forEach((run, points) -> assertThat(missing(home, run, points)).isEmpty());
    for (String run : finished) {
      assertThat(missing(home, run, 1)).isEmpty();
      assertThat(home.experiments().find(run).orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
    }
    Set<String> predictions = LoggedIds.read(home.location());
    assertThat((long) predictions.size()).isGreaterThanOrEqualTo(logged);
    answered.removeAll(predictions);
    assertThat(answered).as("answered, and not logged").isEmpty();
  }

  private static List<Long> missing(Lifecycle home, String run, long points) {
    Set<Long> steps =
        home.experiments().history(run, "loss").points().stream()
            .map(MetricPoint::step)
            .collect(Collectors.toSet());
    return LongStream.range(0, points).boxed().filter(step -> !steps.contains(step)).toList();
  }
}

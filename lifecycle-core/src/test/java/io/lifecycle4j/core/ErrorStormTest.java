package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.ErrorTrial.Until;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.crashkit.ChangedLibrary;
import io.lifecycle4j.crashkit.ChildScratch;
import io.lifecycle4j.crashkit.ThrownErrors;
import io.lifecycle4j.crashkit.ThrownErrors.Kind;
import io.lifecycle4j.crashkit.ThrownErrors.Strike;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Errors are thrown on every thread of the library; nothing dies quietly. */
@Timeout(7_200)
@OnlyLarger
class ErrorStormTest {
  private static final long SEED = Long.getLong("seed", 20_261_128);
  private static final int TRIALS = Integer.getInteger("trials", Volume.of(5, 12, 3_000));
  private static final int DEAD = Integer.getInteger("dead", Volume.of(1, 3, 300));
  private static final int AT_ONCE = 6;

  /** So much that is wrong is enough to be told. */
  private static final int MOST = 12;

  /** Which places and threads to look at, to find what is wrong. */
  private static final Pattern WANTED = Pattern.compile(System.getProperty("place", ""));

  private static final Pattern THREADS = Pattern.compile(System.getProperty("threads", ""));

  /**
   * What starts all threads: without it nothing of the library works, nor ends. And what runs on a
   * thread of its own while a caller waits for it: of a class that is dead there is no such object.
   * Nor is there a journal without its queue.
   */
  private static final Pattern THREAD_CLASSES =
      Pattern.compile("core\\.error\\.|HomeThread|JournalQueue|RunFollower|ArrivingFiles");

  /** What a thread does before its first statement, which nothing can guard. */
  private static final Set<String> UNGUARDED = Set.of("> io.lifecycle4j.core.error.Rounds.run()");

  private static final ChangedLibrary LIBRARY =
      new ChangedLibrary("io.lifecycle4j.core.", name -> ThrownErrors.everywhere());

  /** How often each place is reached when nothing is thrown. */
  private static final Map<String, Integer> COUNTS = new TreeMap<>();

  /** Classes that threads of the library use, and that were not initialized when a home opened. */
  private static final Set<String> LATE = new TreeSet<>();

  @TempDir(factory = ChildScratch.class)
  private static Path directory;

  @BeforeAll
  static void live() throws IOException {
    try (Lifecycle home = Flowers.in(directory.resolve("template"));
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      model.train(Flowers.split(home, 2));
      model.train(Flowers.split(home, 3));
    }
    Thread.currentThread().setContextClassLoader(LIBRARY);
    try (Lifecycle opened = Flowers.in(copy(directory.resolve("opened")))) {
      ThrownErrors.initialized();
      assertThat(trial("quiet", Until.QUIET, () -> ThrownErrors.begin(List.of()))).isEmpty();
      COUNTS.putAll(ThrownErrors.counts());
      LATE.addAll(ThrownErrors.initialized());
      assertThat(opened.location()).isNotNull();
    }
    LATE.retainAll(ThrownErrors.classes());
  }

  @AfterAll
  static void close() {
    Thread.currentThread().setContextClassLoader(ErrorStormTest.class.getClassLoader());
  }

  @Test
  void leavesNoThreadDeadAndLosesNothing() throws IOException {
    List<Strike> strikes = strikes();
    List<String> wrong = new ArrayList<>();
    int trials = 0;
    for (int at = 0; at < strikes.size() && trials < TRIALS && wrong.size() < MOST; trials++) {
      List<Strike> some = distinct(strikes.subList(at, Math.min(strikes.size(), at + AT_ONCE)));
      Until until = trials % 2 == 0 ? Until.CLOSED : Until.CALM;
      wrong.addAll(trial("storm" + trials, until, () -> ThrownErrors.begin(some)));
      at += AT_ONCE;
    }
    System.out.printf("Error storm: %d of %d strikes%n", trials * AT_ONCE, strikes.size());
    assertThat(wrong).isEmpty();
  }

  /** An error in a static initializer leaves a class dead for ever. */
  @Test
  void failsTypedAndEndsWhenAClassIsDead() throws IOException {
    List<String> classes = new ArrayList<>(ThrownErrors.classes());
    classes.removeIf(name -> THREAD_CLASSES.matcher(name).find() || !WANTED.matcher(name).find());
    Collections.shuffle(classes, new Random(SEED));
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < DEAD && i < classes.size() && wrong.size() < MOST; i++) {
      String dead = classes.get(i);
      wrong.addAll(trial("without " + dead, Until.CLOSED, () -> ThrownErrors.beginWithout(dead)));
    }
    assertThat(wrong).isEmpty();
  }

  /** So no error can strike their static initializers when a thread comes upon them. */
  @Test
  void initializesTheClassesOfItsThreadsWhenAHomeIsOpened() {
    assertThat(LATE).isEmpty();
  }

  private static List<Strike> distinct(List<Strike> strikes) {
    Set<String> places = new HashSet<>();
    return strikes.stream().filter(strike -> places.add(strike.place())).toList();
  }

  /** Returns errors at the first three calls at each place, in an order of chance. */
  private static List<Strike> strikes() {
    Set<String> wanted = new TreeSet<>();
    ThrownErrors.byThread()
        .forEach(
            (kind, places) -> {
              if (THREADS.matcher(kind).find()) {
                wanted.addAll(places);
              }
            });
    wanted.removeIf(place -> UNGUARDED.contains(place) || !WANTED.matcher(place).find());
    List<Strike> strikes = new ArrayList<>();
    Random random = new Random(SEED);
    Kind[] kinds = Kind.values();
    for (String place : wanted) {
      for (int at = 1; at <= Math.min(3, COUNTS.getOrDefault(place, 0)); at++) {
        strikes.add(new Strike(place, at, kinds[random.nextInt(kinds.length)]));
      }
    }
    Collections.shuffle(strikes, random);
    return strikes;
  }

  private static List<String> trial(String name, Until until, Runnable errors) throws IOException {
    long begin = System.nanoTime();
    Path home = copy(directory.resolve(name));
    ErrorTrial trial = new ErrorTrial(home, until);
    List<String> wrong = new ArrayList<>(trial.run(errors));
    List<String> thrown = ThrownErrors.end();
    if (wrong.isEmpty()) { // else somebody may still write
      Thread.currentThread().setContextClassLoader(ErrorStormTest.class.getClassLoader());
      wrong.addAll(trial.audit.violations(home));
      Thread.currentThread().setContextClassLoader(LIBRARY);
    }
    long millis = (System.nanoTime() - begin) / 1_000_000;
    System.out.printf("%s, %s: %d ms, %d wrong%n", name, until, millis, wrong.size());
    return wrong.stream()
        .map(text -> name + ": " + text + "\n  thrown: " + String.join("\n    ", thrown))
        .toList();
  }

  private static Path copy(Path target) throws IOException {
    Path template = directory.resolve("template");
    try (Stream<Path> paths = Files.walk(template)) {
      for (Path path : paths.toList()) {
        Files.copy(path, target.resolve(template.relativize(path)));
      }
    }
    return target;
  }
}

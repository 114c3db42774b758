package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Errors are thrown on every thread of the library; nothing dies quietly. */
@Timeout(3_600)
class ErrorStormTest {
  private static final long SEED = Long.getLong("seed", 20_261_128);
  private static final int AT_ONCE = 6;
  private static final int TRIALS =
      Integer.getInteger(
          "trials", Boolean.getBoolean("deep") ? 3_000 : Boolean.getBoolean("ci") ? 250 : 25);
  private static final Pattern WANTED = Pattern.compile(System.getProperty("place", ""));
  private static final Pattern THREADS = Pattern.compile(System.getProperty("threads", ""));

  @TempDir(factory = ChildScratch.class)
  private static Path directory;

  private static final ChangedLibrary LIBRARY =
      new ChangedLibrary("io.lifecycle4j.core.", name -> ThrownErrors.everywhere());

  @BeforeAll
  static void open() {
    try (Lifecycle home = Flowers.in(directory.resolve("template"));
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      model.train(Flowers.split(home, 2));
      model.train(Flowers.split(home, 3));
    }
    Thread.currentThread().setContextClassLoader(LIBRARY);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> System.out.println("died: " + thread.getName() + " of " + thrown));
  }

  @AfterAll
  static void close() {
    Thread.currentThread().setContextClassLoader(ErrorStormTest.class.getClassLoader());
  }

  @Test
  void leavesNoThreadDeadAndLosesNothing() throws IOException {
    List<String> wrong = new ArrayList<>(trial("quiet", List.of(), true));
    Map<String, Integer> places = ThrownErrors.counts();
    ThrownErrors.byThread().forEach((kind, at) -> System.out.println(kind + " " + at.size()));
    ThrownErrors.byThread()
        .forEach(
            (kind, at) -> {
              if (!THREADS.matcher(kind).find()) {
                places.keySet().removeAll(at);
              }
            });
    List<Strike> strikes = strikes(places);
    System.out.println(places.size() + " places, " + strikes.size() + " strikes");
    int trials = 0;
    for (; trials < TRIALS && trials * AT_ONCE < strikes.size() && wrong.size() < 12; trials++) {
      List<Strike> some =
          strikes.subList(trials * AT_ONCE, Math.min(strikes.size(), (trials + 1) * AT_ONCE));
      wrong.addAll(trial("trial" + trials, distinct(some), trials % 2 == 0));
    }
    wrong.forEach(System.out::println);
    assertThat(wrong).isEmpty();
  }

  private static List<Strike> distinct(List<Strike> strikes) {
    Set<String> places = new HashSet<>();
    return strikes.stream().filter(strike -> places.add(strike.place())).toList();
  }

  private static List<Strike> strikes(Map<String, Integer> places) {
    List<Strike> strikes = new ArrayList<>();
    Random random = new Random(SEED);
    places.forEach(
        (place, count) -> {
          if (WANTED.matcher(place).find()) {
            for (int at = 1; at <= Math.min(3, count); at++) {
              strikes.add(
                  new Strike(place, at, Kind.values()[random.nextInt(Kind.values().length)]));
            }
          }
        });
    Collections.shuffle(strikes, random);
    return strikes;
  }

  private static List<String> trial(String name, List<Strike> strikes, boolean large)
      throws IOException {
    long begin = System.nanoTime();
    Path home = copy(directory.resolve(name));
    ErrorTrial trial = new ErrorTrial(home, large);
    List<String> wrong = new ArrayList<>(trial.run(strikes, large, strikes.isEmpty()));
    List<String> thrown = ThrownErrors.end();
    if (wrong.isEmpty()) {
      Thread.currentThread().setContextClassLoader(ErrorStormTest.class.getClassLoader());
      try {
        wrong.addAll(trial.audit.violations(home));
      } finally {
        Thread.currentThread().setContextClassLoader(LIBRARY);
      }
    }
    System.out.println(
        name
            + " "
            + (System.nanoTime() - begin) / 1_000_000
            + " ms, thrown "
            + thrown.size()
            + (wrong.isEmpty() ? "" : " WRONG"));
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

package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.model.ModelEngines.java;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.djl.model.DjlEngine;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * 64 threads in four processes promote at once, all over the same current version, in rounds.
 *
 * <p>Claims under test: each round has one winner, all others get a {@link ConflictException}, and
 * the audit trail has each move that a winner was told of, once.
 *
 * <p>Run: {@code benchmarks/run.sh promotion race}
 */
public final class PromotionRace {
  private static final int PROCESSES = 4;
  private static final int THREADS = 16;
  private static final int ROUNDS = 100;

  private PromotionRace() {}

  /** How the attempts of a round ended. */
  private record Ends(int won, int conflicts, int failed) {
    static Ends parse(String line) {
      String[] words = line.split(" ", -1);
      return new Ends(
          Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]));
    }

    Ends plus(Ends other) {
      return new Ends(won + other.won, conflicts + other.conflicts, failed + other.failed);
    }
  }

  /**
   * Promotes in this process: for each line {@code FROM TO} of the input by all threads, and prints
   * how many won, met a conflict, and failed otherwise.
   *
   * @param args the directory of the home
   * @throws Exception if a thread or the input fails
   */
  public static void main(String[] args) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Lifecycle home =
            Lifecycle.builder()
                .directory(Path.of(args[0]))
                .engine(java())
                .engine(new DjlEngine())
                .open();
        ManagedModel<Features, String> model =
            home.model(OurModel.MODEL, Features.columns(), classification("label")).open();
        BufferedReader rounds =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("ready");
      for (String line = rounds.readLine(); line != null; line = rounds.readLine()) {
        String[] words = line.split(" ", -1);
        int from = Integer.parseInt(words[0]);
        ModelVersion to = home.models().version(OurModel.MODEL, Integer.parseInt(words[1]));
        List<Future<Ends>> attempts = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          attempts.add(threads.submit(() -> attempt(model, to, from)));
        }
        Ends ends = new Ends(0, 0, 0);
        for (Future<Ends> attempt : attempts) {
          ends = ends.plus(attempt.get());
        }
        System.out.println(ends.won + " " + ends.conflicts + " " + ends.failed);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Ends attempt(ManagedModel<?, ?> model, ModelVersion to, int from) {
    try {
      model.promote(to).ifCurrentIs(from).by(by("bench")).reason("A race").commit();
      return new Ends(1, 0, 0);
    } catch (ConflictException e) {
      return new Ends(0, 1, 0);
    } catch (LifecycleException e) {
      System.err.println(e);
      return new Ends(0, 0, 1);
    }
  }

  private record Racer(Process process, BufferedReader lines, PrintStream rounds) {
    static Racer start(Path home) throws IOException {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  PromotionRace.class.getName(),
                  home.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return new Racer(
          process,
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)),
          new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8));
    }

    String line() throws IOException {
      String line = lines.readLine();
      if (line == null) {
        throw new IllegalStateException("A process that promotes has ended");
      }
      return line;
    }
  }

  static void run() throws IOException {
    List<Racer> racers = new ArrayList<>();
    try (OurModel model = ServingSide.dense(true)) {
      model.release();
      int before = moves(model.home()).size();
      for (int i = 0; i < PROCESSES; i++) {
        racers.add(Racer.start(model.home()));
      }
      for (Racer racer : racers) {
        racer.line(); // it is ready
      }
      Ends all = new Ends(0, 0, 0);
      int mostWinners = 0;
      int fewestWinners = Integer.MAX_VALUE;
      long begin = System.nanoTime();
      for (int round = 0; round < ROUNDS; round++) {
        Ends ends = round(racers, round % 2 == 0 ? "2 1" : "1 2");
        all = all.plus(ends);
        mostWinners = Math.max(mostWinners, ends.won);
        fewestWinners = Math.min(fewestWinners, ends.won);
      }
      double millis = (System.nanoTime() - begin) / 1e6 / ROUNDS;
      System.out.printf(
          Locale.ROOT,
          "  %d rounds of %.1f ms, %d to %d winners each, %d conflicts%n",
          ROUNDS,
          millis,
          fewestWinners,
          mostWinners,
          all.conflicts);
      print(
          "promotion-race-rounds-without-one-winner",
          Math.abs(mostWinners - 1) + Math.abs(fewestWinners - 1));
      List<AliasMoved> moves = moves(model.home());
      report(all, moves.subList(before, moves.size()));
    } finally {
      racers.forEach(racer -> racer.process.destroy());
    }
  }

  private static void report(Ends all, List<AliasMoved> moves) {
    print("promotion-race-untyped-failures", all.failed);
    print("promotion-race-lost-or-double", Math.abs(moves.size() - all.won) + torn(moves));
  }

  private static Ends round(List<Racer> racers, String round) throws IOException {
    for (Racer racer : racers) {
      racer.rounds.println(round);
    }
    Ends ends = new Ends(0, 0, 0);
    for (Racer racer : racers) {
      ends = ends.plus(Ends.parse(racer.line()));
    }
    return ends;
  }

  /** Reads all moves, in a home opened for that: an open one follows other processes with delay. */
  private static List<AliasMoved> moves(Path directory) {
    try (Lifecycle home = Lifecycle.builder().directory(directory).readOnly().open()) {
      return home.models().history(OurModel.MODEL).stream()
          .map(AuditRecord::transition)
          .flatMap(entry -> entry.find(AliasMoved.class).stream())
          .toList();
    }
  }

  /** Counts the moves that do not begin where the one before ended. */
  private static int torn(List<AliasMoved> moves) {
    int torn = 0;
    for (int i = 1; i < moves.size(); i++) {
      torn += moves.get(i).from().orElse(0) == moves.get(i - 1).version() ? 0 : 1;
    }
    return torn;
  }

  private static void print(String name, int figure) {
    System.out.printf(
        Locale.ROOT, "%s %d ceiling 0 %s%n", name, figure, figure == 0 ? "met" : "missed");
  }
}

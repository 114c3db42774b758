package io.lifecycle4j.core;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Promotes each version in turn by many threads, against other processes that do the same. Prints
 * what it was told: a line {@code won VERSION} or {@code conflict VERSION} for each attempt.
 */
final class PromotionRaceWorker {
  private PromotionRaceWorker() {}

  /**
   * Promotes version 2 and later ones, each over the one before.
   *
   * @param arguments the home, the number of threads, and the file that says when to begin
   */
  public static void main(String[] arguments) throws Exception {
    int threads = Integer.parseInt(arguments[1]);
    try (Lifecycle home = Flowers.in(Path.of(arguments[0]));
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      int versions = home.models().versions("species").size();
      System.out.println("ready");
      while (!Files.exists(Path.of(arguments[2]))) {
        LockSupport.parkNanos(1_000_000);
      }
      attempts(home, model, threads, versions).forEach(System.out::println);
    }
  }

  /** Lets each thread try to promote each version, whether or not it won the one before. */
  static List<String> attempts(
      Lifecycle home, ManagedModel<Flower, String> model, int threads, int versions)
      throws Exception {
    List<String> all = new ArrayList<>();
    Together.run(
            threads,
            thread -> {
              List<String> ends = new ArrayList<>();
              for (int number = 2; number <= versions; number++) {
                ends.add(attempt(model, home.models().version("species", number), thread));
              }
              return ends;
            })
        .forEach(all::addAll);
    return all;
  }

  private static String attempt(
      ManagedModel<Flower, String> model, ModelVersion version, int thread) {
    int number = version.number();
    try {
      model
          .promote(version)
          .ifCurrentIs(number - 1)
          .by(Actor.by("thread " + thread))
          .reason("A race")
          .commit();
      return "won " + number;
    } catch (ConflictException e) {
      return "conflict " + number;
    }
  }
}

package io.lifecycle4j.core;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What was acknowledged, and looks whether it is there. */
final class ErrorAudit {
  private final Map<String, Integer> logged = new TreeMap<>();
  private final Map<String, Integer> flushed = new TreeMap<>();
  private final Set<String> finished = new HashSet<>();
  private final Set<String> committed = new HashSet<>();
  private final List<Integer> promoted = new ArrayList<>();
  private final Set<String> answered = new HashSet<>();

  /** How many predictions the log says it lost; none is looked for until it has said so. */
  private long lost = Long.MAX_VALUE;

  int logged(String run) {
    return logged.getOrDefault(run, 0);
  }

  void log(String run, int points) {
    logged.put(run, points);
  }

  void flushed(String run) {
    flushed.put(run, logged(run));
  }

  void finished(String run) {
    flushed(run);
    finished.add(run);
  }

  void committed(String dataset) {
    committed.add(dataset);
  }

  void promoted(int number) {
    promoted.add(number);
  }

  void lost(long predictions) {
    lost = predictions;
  }

  void answered(String prediction) {
    answered.add(prediction);
  }

  /** Returns what is not as it was acknowledged, read by another copy of the library. */
  List<String> violations(Path directory) {
    List<String> wrong = new ArrayList<>();
    try (Lifecycle home = Lifecycle.builder().directory(directory).open()) {
      flushed.forEach((run, points) -> check(home, run, points, wrong));
      committed.stream()
          .filter(name -> home.datasets().dataset(name).versions().isEmpty())
          .forEach(name -> wrong.add("dataset " + name + " is not there"));
      checkPromotions(home, wrong);
      checkPredictions(home, wrong);
    }
    return wrong;
  }

  private void checkPredictions(Lifecycle home, List<String> wrong) {
    Set<String> missing = new HashSet<>(answered);
    missing.removeAll(LoggedIds.read(home.location()));
    if (missing.size() > lost) {
      wrong.add(missing.size() + " predictions are not logged, and " + lost + " are said to be");
    }
  }

  private void checkPromotions(Lifecycle home, List<String> wrong) {
    List<Integer> moves =
        home.models().history("species").stream()
            .filter(record -> Moves.what(record).equals("promoted"))
            .map(record -> Moves.moved(record).version())
            .toList();
    if (!moves.containsAll(promoted)) {
      wrong.add("promoted " + promoted + ", recorded " + moves);
    }
  }

  private void check(Lifecycle home, String id, int points, List<String> wrong) {
    RunRecord run = home.experiments().find(id).orElse(null);
    if (run == null) {
      wrong.add("run " + id + " is not there");
      return;
    }
    List<Long> steps =
        home.experiments().history(id, "loss").points().stream().map(MetricPoint::step).toList();
    for (long step = 0; step < points; step++) {
      if (!steps.contains(step)) {
        wrong.add("run " + id + " lost step " + step + " of " + points);
        break;
      }
    }
    if (steps.size() != new HashSet<>(steps).size()) {
      wrong.add("run " + id + " has points twice");
    }
    if (finished.contains(id) && run.status() != RunStatus.FINISHED) {
      wrong.add("run " + id + " is " + run.status() + " though finish() had returned");
    }
  }
}

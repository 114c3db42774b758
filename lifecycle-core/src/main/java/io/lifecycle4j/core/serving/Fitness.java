package io.lifecycle4j.core.serving;

import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.UnfitVersionException;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.serving.LoggedPrediction;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether an earlier version answers what the version in production answers today: a model that is
 * some weeks old may not know what its inputs have become. Thread-safe.
 */
final class Fitness {
  private static final Logger LOG = LoggerFactory.getLogger(Fitness.class);

  /** How many logged inputs it answers again at most. */
  static final int SAMPLE = 100;

  /** How many of those that it does not answer a message names. */
  private static final int NAMED = 3;

  /** In characters, so that a message has room for all of them. */
  private static final int LONGEST = 80;

  private final String model;
  private final LoggedTraffic traffic;

  Fitness(String model, LoggedTraffic traffic) {
    this.model = model;
    this.traffic = traffic;
  }

  /**
   * Lets a version answer the newest inputs that the version in production has answered today, as
   * far as they are logged in clear. If the log cannot be read, nothing is answered: a rollback
   * must not depend on it.
   *
   * @param route a version, for which the caller holds a count
   * @throws UnfitVersionException if it does not answer one
   */
  void check(Route<?, ?> route, OptionalInt production) {
    RowAnswers answers = route.answers(traffic.routes().requests());
    if (answers == null || production.isEmpty()) {
      return;
    }
    try (answers) {
      List<LoggedPrediction> sample = sample(production.getAsInt(), answers);
      List<String> ids = new ArrayList<>();
      List<String> said = new ArrayList<>();
      List<PredictionRecord<Row, Object>> made =
          answers.answers(sample.stream().map(each -> each.findInput().orElseThrow()).toList());
      for (int i = 0; i < made.size(); i++) {
        String why = why(answers.label(), made.get(i));
        if (why != null) {
          ids.add(sample.get(i).id());
          said.add(sample.get(i).id() + " (" + why + ")");
        }
      }
      if (!ids.isEmpty()) {
        throw unfit(route.version(), production.getAsInt(), sample.size(), ids, said);
      }
    }
  }

  private List<LoggedPrediction> sample(int production, RowAnswers answers) {
    try {
      return traffic.newestInputs(
          SAMPLE,
          prediction ->
              prediction.version().equals(OptionalInt.of(production))
                  && prediction.findAnswer().isPresent()
                  && prediction
                      .findInput()
                      .filter(row -> answers.problem(row) == null)
                      .isPresent());
    } catch (OperationInterruptedException e) {
      throw e;
    } catch (LifecycleException e) {
      LOG.warn("Inputs of {} are not answered again before a rollback: no log", model, e);
      return List.of();
    }
  }

  /** Returns why a row has no answer; null if it has, or if the machine is at fault. */
  private static @Nullable String why(String label, PredictionRecord<Row, Object> row) {
    if (row.isAnswered() || PredictionFailures.isOfMachine(row.failure())) {
      return null;
    }
    LifecycleException failure = PredictionFailures.typed(label, row);
    String text = failure.code() + ": " + failure.getMessage();
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  private UnfitVersionException unfit(
      int version, int production, int all, List<String> ids, List<String> said) {
    boolean some = said.size() > NAMED;
    return new UnfitVersionException(
        String.format(
            "Cannot go back to %s:%s: it does not answer %s of the newest %s inputs that version %s"
                + " answered (no other version is tried; roll back withoutReplay() to go there all"
                + " the same, or promote another version): %s%s",
            model,
            version,
            ids.size(),
            all,
            production,
            String.join(", ", some ? said.subList(0, NAMED) : said),
            some ? ", …" : ""),
        ids);
  }
}

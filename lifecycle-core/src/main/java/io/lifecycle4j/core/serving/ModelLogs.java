package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.serving.log.InputCodec;
import io.lifecycle4j.core.serving.log.LogUpkeep;
import io.lifecycle4j.core.serving.log.PartReferences;
import io.lifecycle4j.core.serving.log.PredictionJournals;
import io.lifecycle4j.core.serving.log.PredictionLog;
import io.lifecycle4j.core.serving.log.SessionOpening;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.LoggedInputs;
import io.lifecycle4j.serving.Retention;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logs of predictions of all models of a home, and what writes and keeps them. Thread-safe. */
public final class ModelLogs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelLogs.class);

  private final Medium home;

  /** The clock of all predictions of the home, which does not go back for an hour. */
  private final InstantSource clock;

  /** Separate from the writer of runs, because a custom tracker may be slow. */
  private final WriteBehind behind = new WriteBehind("predictions");

  private final LogUpkeep upkeep;

  /**
   * A model while it is open.
   *
   * @param id the prefix of the ids of its predictions, unique in the home
   * @param log receives its predictions; null if they are not logged
   * @param clock tells their times
   */
  public record Session(String id, @Nullable ModelLog log, InstantSource clock) {}

  /**
   * Begins without a log, and without a thread.
   *
   * @param holders returns what may hold inputs of logged predictions, in words
   * @param observers observe the upkeep
   */
  public ModelLogs(
      Medium home, InstantSource clock, Supplier<List<String>> holders, Observers observers) {
    this.home = home;
    this.clock = new ForwardClock(clock);
    this.upkeep = new LogUpkeep(home, clock, this.clock, holders, observers);
  }

  /** Returns the parts that hold predictions. */
  public static References references(JournalStore journals) {
    return new PartReferences(journals);
  }

  /**
   * Creates a session, whose log writes nothing until it {@linkplain ModelLog#begin begins}; there
   * is none if the home is open read-only.
   *
   * @param columns those of the inputs
   */
  public Session session(String model, Schema columns, LoggedInputs logged, Retention retention) {
    String id = Ids.next();
    if (home.isReadOnly()) {
      LOG.info("Predictions of {} are not logged: the home is open read-only", model);
      return new Session(id, null, clock);
    }
    return new Session(id, log(model, id, columns, logged, retention), clock);
  }

  private ModelLog log(
      String model, String session, Schema columns, LoggedInputs logged, Retention retention) {
    InputCodec codec = InputCodec.of(columns, logged, session);
    SessionOpening opening =
        PredictionJournals.opening(
            home.journals(), model, session, codec.schema(), Tracking.processor(), clock);
    PredictionLog log = new PredictionLog(model, opening, behind, codec);
    return new ModelLog(log, upkeep.session(model, log, opening, retention));
  }

  /** Sets how long all logs together may take to write what is pending when they are closed. */
  public void endWithin(Duration time) {
    behind.endWithin(time);
  }

  /** Ends the threads; the logs are closed with their models. */
  @Override
  public void close() {
    Closing.all(List.<Runnable>of(behind::close, upkeep::close), Runnable::run);
  }
}

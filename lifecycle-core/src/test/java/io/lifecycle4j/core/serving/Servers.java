package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.serving.Batching;
import io.lifecycle4j.serving.Limits;
import io.lifecycle4j.serving.PredictionListener;
import io.lifecycle4j.serving.Predictor;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds servers of one model, which serve nothing yet. */
public final class Servers<I, O> {
  private List<PredictionListener<? super I, ? super O>> listeners = List.of();
  private ModelLogs.Session session = unlogged();
  private List<PredictionObserver.Calls> observers = List.of();
  private Runnable changed = () -> {};
  private @Nullable Route<I, O> fallback;
  private @Nullable Limits limits;
  private @Nullable Batching batching;

  /** Returns a server with neither limits nor a log. */
  public static <I, O> ModelServer<I, O> plain() {
    return new Servers<I, O>().build();
  }

  /** Lets a server serve a function. */
  static void serve(ModelServer<Double, Double> server, Predictor<Double, Double> predictor) {
    serve(server, predictor, PredictionObserver.NONE);
  }

  /** Lets a server serve a function that is observed. */
  static void serve(
      ModelServer<Double, Double> server,
      Predictor<Double, Double> predictor,
      PredictionObserver observer) {
    server
        .routes()
        .serve(
            new FunctionRoute<>(
                "line", Versions.INPUT, Tasks.regression("y"), predictor, observer));
  }

  /** Returns a session whose predictions are made at the epoch, and not logged. */
  public static ModelLogs.Session unlogged() {
    return new ModelLogs.Session("test", null, () -> Instant.EPOCH);
  }

  /** Returns settings with nothing that the user set. */
  public static <I, O> ServingSettings<I, O> settings() {
    return new ServingSettings<>(List.of(), null, null, null, null, null);
  }

  Servers<I, O> listener(PredictionListener<? super I, ? super O> given) {
    listeners = List.of(given);
    return this;
  }

  Servers<I, O> observer(PredictionObserver.Calls given) {
    observers = List.of(given);
    return this;
  }

  Servers<I, O> log(ModelLog given) {
    session = new ModelLogs.Session(session.id(), given, session.clock());
    return this;
  }

  Servers<I, O> changed(Runnable given) {
    changed = given;
    return this;
  }

  Servers<I, O> fallback(Route<I, O> given) {
    fallback = given;
    return this;
  }

  Servers<I, O> limits(@Nullable Limits given) {
    limits = given;
    return this;
  }

  Servers<I, O> batching(Batching given) {
    batching = given;
    return this;
  }

  ModelServer<I, O> build() {
    RouteSwitch<I, O> routes = new RouteSwitch<>("line", fallback);
    PredictionRecorder<I, O> recorder =
        new PredictionRecorder<>("line", session, observers, listeners);
    ObservedCalls calls = new ObservedCalls(Observers.NONE, "line");
    ServingSettings<I, O> settings =
        new ServingSettings<>(listeners, null, null, limits, batching, null);
    RequestPath<I, O> path = new RequestPath<>("line", routes, recorder, settings, calls, changed);
    return new ModelServer<>("line", session.log(), recorder, routes, path);
  }
}

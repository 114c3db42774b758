package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.evaluation.LiveModel;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.serving.log.LogReading;
import io.lifecycle4j.core.serving.truth.GroundTruths;
import io.lifecycle4j.core.serving.truth.Labels;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.serving.Replay;
import io.lifecycle4j.serving.Trace;
import io.lifecycle4j.storage.spi.Medium;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a model has on record: its predictions and their ground truth. Thread-safe. */
public final class OnRecord implements AutoCloseable {
  private final ModelServer<?, ?> server;
  private final Routes<?, ?> routes;
  private final ModelRegistry registry;
  private final ModelVersions versions;
  private final Medium home;
  private final InstantSource clock;
  private final String model;
  private final String prefix;
  private final LogReading reading;
  private final Predictions predictions;
  private final GroundTruths truths;
  private final KnownClasses classes;

  /** Creates the record of a model that is open, which is closed after its server. */
  public OnRecord(Medium home, ModelVersions versions, Serving<?, ?> serving, InstantSource clock) {
    ModelLogs.Session session = serving.session();
    this.server = serving.server();
    this.routes = serving.routes();
    this.registry = versions.registry();
    this.versions = versions;
    this.home = home;
    this.clock = clock;
    this.model = versions.model();
    this.prefix = session.id() + "-";
    this.reading = ModelLog.reading(home, model, session.log());
    this.predictions =
        reading.of(
            inputs(),
            () -> routes.requests().withPrivate(versions.from(1), inputs()),
            routes.task());
    this.truths = new GroundTruths(home.journals(), model, clock);
    this.classes = new KnownClasses(versions, routes.task(), serving.servesFunction());
  }

  private Schema inputs() {
    return routes.columns().schema();
  }

  public Predictions predictions() {
    return predictions;
  }

  public PredictionLogStatus log() {
    return server.log();
  }

  /**
   * Begins a replay.
   *
   * @param version one that is registered
   */
  public Replay.Builder replay(ModelVersion version) {
    return new ReplayRun(versions.usable("replay", version), routes, predictions);
  }

  /** Returns the logged requests, for those who compare versions. */
  public LiveModel live() {
    return traffic();
  }

  LoggedTraffic traffic() {
    return new LoggedTraffic(routes, predictions, reading, clock);
  }

  /** Explains an answer. */
  public Trace trace(String id) {
    checkId(id);
    Tracing tracing = new Tracing(routes, registry);
    return tracing.trace(model, reading.find(id).orElseThrow(() -> missing(id)));
  }

  /** Names what may have become of a prediction. */
  private NotFoundException missing(String id) {
    long lost = server.log().lost();
    return new NotFoundException(
        String.format(
            "Prediction is not in the log of %s: %s (%s; %s of this session were lost)",
            model,
            id,
            ModelLog.deleted(home, model).orElse("none were deleted by age or size"),
            lost));
  }

  /** Records labels after all of them were checked. */
  public void recordGroundTruth(Map<String, ?> labels) {
    Map<String, Object> checked = new LinkedHashMap<>();
    required(labels, "ground truth")
        .forEach(
            (id, label) -> {
              checkId(id);
              Object value = Labels.checked(routes.task(), label);
              classes.check(value);
              checked.put(id, value);
            });
    if (!checked.isEmpty()) {
      truths.record(checked);
    }
  }

  /** Returns the last entry of ground truth, whichever process recorded it; 0 if there is none. */
  public long labels() {
    return truths.newest();
  }

  /** Which numbers another session has is not known until its log is read. */
  private void checkId(String id) {
    GroundTruths.checkId(id);
    long newest = server.newest();
    if (id.startsWith(prefix) && Long.parseLong(id.substring(prefix.length())) > newest) {
      throw new NotFoundException(
          String.format("Prediction does not exist: %s (this session has made %s)", id, newest));
    }
  }

  @Override
  public void close() {
    truths.close();
  }
}

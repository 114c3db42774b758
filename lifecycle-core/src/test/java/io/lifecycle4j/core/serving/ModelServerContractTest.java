package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.PredictorContract;
import io.lifecycle4j.core.serving.log.InputCodec;
import io.lifecycle4j.core.serving.log.PredictionLog;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.Predictor;
import io.lifecycle4j.storage.spi.Medium;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A served network answers as every predictor must, its ids and log left aside. */
class ModelServerContractTest extends PredictorContract<Double, Double> {
  private final LinearEngine engine = new LinearEngine();
  private final Medium medium = Media.memory();
  private final ModelServer<Double, Double> server =
      new Servers<Double, Double>()
          .log(
              new ModelLog(
                  new PredictionLog(
                      "line",
                      () -> medium.journals().owned("predictions-test"),
                      new WriteBehind("predictions"),
                      InputCodec.NONE)))
          .build();

  @AfterEach
  void close() {
    server.close();
    medium.close();
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).as("networks that are not freed").isZero();
  }

  @Override
  protected Predictor<Double, Double> open() {
    server.routes().serve(Versions.route(engine, 3));
    return inputs -> server.predict(inputs).stream().map(Prediction::value).toList();
  }

  @Override
  protected List<Double> inputs() {
    return List.of(0.0, -1.5, 2.0, 1e3, 0.25);
  }
}

package io.lifecycle4j.micrometer;

import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.micrometer.Houses.House;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Spans of OpenTelemetry, made of the observations by the bridge that Spring Boot uses. */
@Timeout(60)
class OpenTelemetryTest {
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build();
  private final ObservationRegistry registry = ObservationRegistry.create();

  OpenTelemetryTest() {
    OtelTracer tracer =
        new OtelTracer(provider.get("test"), new OtelCurrentTraceContext(), event -> {});
    registry.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));
  }

  @AfterEach
  void end() {
    provider.close();
  }

  private SpanData span(String name) {
    List<SpanData> named =
        exporter.getFinishedSpanItems().stream()
            .filter(each -> each.getName().equals(name))
            .toList();
    assertThat(named).as(name).hasSize(1);
    return named.get(0);
  }

  private static String value(SpanData span, String key) {
    return String.valueOf(span.getAttributes().get(stringKey(key)));
  }

  @Test
  void areExportedForTrainingPromotionAndPrediction() {
    try (Lifecycle home = Houses.home(LifecycleObservations.of(registry, 1));
        ManagedModel<House, Double> model = Houses.model(home).open()) {
      Houses.promoted(model, Houses.split(home));
      Observation.createNotStarted("request", registry).observe(() -> model.predict(new House(60)));
    }
    for (String operation : List.of("train", "promote", "predict")) {
      SpanData span = span(operation + " price");
      assertThat(value(span, "operation")).isEqualTo(operation);
      assertThat(value(span, "model")).isEqualTo("price");
      assertThat(value(span, "version")).as(operation).isEqualTo("1");
      assertThat(value(span, "code")).isEqualTo("none");
      assertThat(span.getStatus().getStatusCode()).isNotEqualTo(StatusCode.ERROR);
    }
    SpanData call = span("predict price");
    assertThat(value(call, "rows")).isEqualTo("1");
    assertThat(call.getTraceId()).isEqualTo(span("request").getTraceId());
    assertThat(call.getParentSpanId()).isEqualTo(span("request").getSpanId());
  }

  @Test
  void haveTheErrorOfAFailedPrediction() {
    try (Lifecycle home = Houses.home(LifecycleObservations.of(registry, 1));
        ManagedModel<House, Double> model = Houses.model(home).open()) {
      assertThatThrownBy(() -> model.predict(new House(60)))
          .isInstanceOf(ModelUnavailableException.class);
    }
    SpanData call = span("predict price");
    assertThat(value(call, "code")).isEqualTo("MODEL_UNAVAILABLE");
    assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(call.getEvents()).singleElement().returns("exception", each -> each.getName());
  }

  @Test
  void areExportedForTheShareOfPredictionsThatIsSampled() {
    try (Lifecycle home = Houses.home(LifecycleObservations.of(registry, 0.1));
        ManagedModel<House, Double> model =
            Houses.model(home).serving(house -> 3 * house.area()).open()) {
      for (int i = 0; i < 100; i++) {
        model.predict(new House(i));
      }
    }
    assertThat(exporter.getFinishedSpanItems()).hasSize(10);
  }
}

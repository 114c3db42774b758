package io.lifecycle4j.spring;

import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.spring.RidesApplication.Ride;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

@Timeout(60)
class OwnBeansTest {
  /** An application that opens its home itself. */
  @Configuration
  static class OwnHome {
    @Bean
    Lifecycle own() {
      return Lifecycle.inMemory();
    }
  }

  /** An application with a model, and with something to measure. */
  @Configuration
  static class Rides {
    private final List<String> customized = new ArrayList<>();

    @Bean
    MeterRegistry meters() {
      return new SimpleMeterRegistry();
    }

    @Bean
    ManagedModelCustomizer customizer() {
      return (name, builder) -> customized.add(name);
    }

    @Bean
    ManagedModel<Ride, Double> fare(ManagedModelFactory models) {
      return models.open(
          "fare",
          Ride.class,
          regression("fare"),
          builder -> builder.serving(ride -> 2 * ride.km()));
    }
  }

  private static AnnotationConfigApplicationContext context(
      Map<String, Object> properties, Class<?>... beans) {
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("test", properties));
    if (beans.length > 0) {
      context.register(beans);
    }
    context.register(LifecycleAutoConfiguration.class);
    context.refresh();
    return context;
  }

  @Test
  void ofTheApplicationWin() {
    try (var context = context(Map.of(), OwnHome.class)) {
      assertThat(context.getBeansOfType(Lifecycle.class)).containsOnlyKeys("own");
    }
  }

  @Test
  void areClosedBeforeTheHomeAndCustomizedAndMeasured() {
    Lifecycle lifecycle;
    ManagedModel<?, ?> model;
    try (var context = context(Map.of("lifecycle4j.home", "memory:new"), Rides.class)) {
      lifecycle = context.getBean(Lifecycle.class);
      model = context.getBean(ManagedModel.class);
      @SuppressWarnings("unchecked")
      ManagedModel<Ride, Double> fare = (ManagedModel<Ride, Double>) model;
      assertThat(fare.predict(new Ride(3)).value()).isEqualTo(6);
      assertThat(context.getBean(Rides.class).customized).containsExactly("fare");
      MeterRegistry meters = context.getBean(MeterRegistry.class);
      assertThat(meters.get("lifecycle4j.predict").timer().count()).isEqualTo(1);
      assertThat(meters.get("lifecycle4j.alerts.open").gauge().value()).isZero();
    }
    assertThatThrownBy(model::ready).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> lifecycle.models().names()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void needAHome() {
    assertThatThrownBy(() -> context(Map.of()).close())
        .hasStackTraceContaining("The property lifecycle4j.home is not set");
  }

  @Test
  void doNotStartWithAnInvalidShare() {
    assertThatThrownBy(
            () ->
                context(
                        Map.of(
                            "lifecycle4j.home", "memory:new",
                            "lifecycle4j.observed-predictions", "2"))
                    .close())
        .hasStackTraceContaining("Invalid lifecycle4j.observed-predictions: 2 (must be 0 to 1)");
  }

  @Test
  void haveMetadataOfEachProperty() throws IOException {
    String metadata;
    try (InputStream file =
        LifecycleProperties.class.getResourceAsStream(
            "/META-INF/spring-configuration-metadata.json")) {
      assertThat(file).isNotNull();
      metadata = new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (String name : Names.ofProperties()) {
      assertThat(metadata).contains("\"" + name + "\"");
    }
  }
}

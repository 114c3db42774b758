package io.lifecycle4j.examples.service;

import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import io.lifecycle4j.serving.Limits;
import io.lifecycle4j.spring.ManagedModelFactory;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A service that predicts the weather of a day. */
@SpringBootApplication
public class WeatherService {
  @Bean
  ManagedModel<Day, String> weather(ManagedModelFactory models) {
    return models.open(
        "weather",
        Day.class,
        classification("weather"),
        model ->
            model
                .validatingRequests(InvalidRequestPolicy.REJECT)
                .limits(Limits.concurrent(16).queued(64).deadline(Duration.ofMillis(200)))
                .monitor(DriftMonitor.builder().window(500)));
  }

  /**
   * Starts the service.
   *
   * @param arguments properties, such as {@code --server.port=8081}
   */
  public static void main(String[] arguments) {
    SpringApplication.run(WeatherService.class, arguments);
  }
}

package io.lifecycle4j.examples.measured;

import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import io.lifecycle4j.serving.Limits;
import io.lifecycle4j.spring.ManagedModelFactory;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** An application that predicts by a model of the starter, with the settings of the service. */
@SpringBootConfiguration
@EnableAutoConfiguration
public class WithStarter {
  static final String MODEL = "weather";

  /** Sets what the service sets. */
  static void settings(ManagedModelBuilder<Day, String> model) {
    model
        .validatingRequests(InvalidRequestPolicy.REJECT)
        .limits(Limits.concurrent(16).queued(64).deadline(Duration.ofMillis(200)))
        .monitor(DriftMonitor.builder().window(500).build());
  }

  @Bean
  ManagedModel<Day, String> weather(ManagedModelFactory models) {
    return models.open(MODEL, Day.class, classification(MODEL), WithStarter::settings);
  }

  /** Predicts a day. Spring finds it as a member of its configuration. */
  @RestController
  static class Predicts {
    private final ManagedModel<Day, String> model;

    Predicts(ManagedModel<Day, String> model) {
      this.model = model;
    }

    @PostMapping("/predict")
    Forecast predict(@RequestBody Day day) {
      return new Forecast(model.predict(day).value());
    }
  }

  /**
   * Starts it.
   *
   * @param arguments properties
   */
  public static void main(String[] arguments) {
    SpringApplication.run(WithStarter.class, arguments);
  }
}

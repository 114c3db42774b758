package io.lifecycle4j.spring.guide;

import static io.lifecycle4j.schema.Tasks.regression;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.serving.Limits;
import io.lifecycle4j.spring.ManagedModelFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class Models {
  record Ride(double km, String zone) {}

  @Bean
  ManagedModel<Ride, Double> fare(ManagedModelFactory models) {
    return models.open(
        "fare", Ride.class, regression("fare"), model -> model.limits(Limits.concurrent(64)));
  }
}

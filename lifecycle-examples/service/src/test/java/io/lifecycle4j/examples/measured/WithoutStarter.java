package io.lifecycle4j.examples.measured;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The same application as {@link WithStarter}, without the library: it has one answer. */
@SpringBootConfiguration
@EnableAutoConfiguration
public class WithoutStarter {
  /** Answers each day alike. Spring finds it as a member of its configuration. */
  @RestController
  static class Predicts {
    @PostMapping("/predict")
    Forecast predict(@RequestBody Day day) {
      return new Forecast(day.precipitation() > 0 ? "rain" : "sun");
    }
  }

  /**
   * Starts it.
   *
   * @param arguments properties
   */
  public static void main(String[] arguments) {
    SpringApplication.run(WithoutStarter.class, arguments);
  }
}

package io.lifecycle4j.spring;

import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.regression;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import io.lifecycle4j.serving.Limits;
import io.lifecycle4j.serving.Prediction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** A service that predicts the fares of rides. Started by tests in a process of its own. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(RidesApplication.Rides.class)
public class RidesApplication {
  static final String PORT = "PORT=";

  /** What is known of a ride. */
  record Ride(double km) {}

  /** What it costs. */
  record Fare(double fare, int version) {}

  static ManagedModelBuilder<Ride, Double> settings(ManagedModelBuilder<Ride, Double> builder) {
    return builder
        .preprocessing(standardize("km"))
        .trainer(LinearTrainer.small())
        .validatingRequests(InvalidRequestPolicy.REJECT);
  }

  static ManagedModelBuilder<Ride, Double> model(Lifecycle lifecycle) {
    return settings(lifecycle.model("fare", Ride.class, regression("fare")));
  }

  /** A disk of the test, if it has a directory for it: it opens its home itself. */
  @Bean
  @ConditionalOnProperty("rides.disk")
  Lifecycle lifecycle(FaultyFileSystem disk, @Value("${rides.disk}") Path directory) {
    return Lifecycle.builder().medium(Media.file(disk.path(directory))).withoutEnvironment().open();
  }

  @Bean(destroyMethod = "") // it stays open
  FaultyFileSystem disk() {
    return new FaultyFileSystem();
  }

  @Bean
  LifecycleCustomizer engine() {
    return builder -> builder.engine(new LinearEngine()).withoutEnvironment();
  }

  @Bean
  ManagedModel<Ride, Double> fare(ManagedModelFactory models) {
    return models.open("fare", Ride.class, regression("fare"), RidesApplication::settings);
  }

  /** Answers once it is released, one call at a time. */
  @Bean
  ManagedModel<Ride, Double> busy(ManagedModelFactory models, Semaphore gate) {
    return models.open(
        "busy",
        Ride.class,
        regression("fare"),
        builder ->
            builder
                .limits(Limits.concurrent(1))
                .serving(
                    ride -> {
                      gate.acquireUninterruptibly();
                      return ride.km;
                    }));
  }

  @Bean
  Semaphore gate() {
    return new Semaphore(0);
  }

  @EventListener
  void ready(ApplicationReadyEvent event) {
    System.out.println( // read by the test that started this process
        PORT + event.getApplicationContext().getEnvironment().getProperty("local.server.port"));
  }

  /** What can be asked. */
  @RestController
  static class Rides {
    private final ManagedModel<Ride, Double> model;
    private final ManagedModel<Ride, Double> busy;
    private final Semaphore gate;
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final FaultyFileSystem disk;

    Rides(
        ManagedModel<Ride, Double> fare,
        ManagedModel<Ride, Double> busy,
        Semaphore gate,
        FaultyFileSystem disk) {
      this.model = fare;
      this.busy = busy;
      this.gate = gate;
      this.disk = disk;
    }

    @GetMapping("/full")
    String full() {
      disk.fail(
          (operation, path) ->
              operation.changes() ? new IOException("No space left on device") : null);
      return "full";
    }

    @GetMapping("/free")
    String free() {
      disk.heal();
      return "free";
    }

    @GetMapping("/busy")
    Fare busy() {
      return new Fare(busy.predict(new Ride(1)).value(), 0);
    }

    @GetMapping("/release")
    String release() {
      gate.release();
      return "released";
    }

    @PostMapping("/predict")
    Fare predict(@RequestBody Ride ride) {
      Prediction<Double> prediction = model.predict(ride);
      return new Fare(prediction.value(), prediction.version().orElse(0));
    }

    /** Takes half a second, so that it is under way when the service is stopped. */
    @GetMapping("/slow")
    Fare slow() {
      begun.incrementAndGet();
      LockSupport.parkNanos(500_000_000);
      return predict(new Ride(1));
    }

    /** Returns how many slow calls have begun. */
    @GetMapping("/begun")
    int begun() {
      return begun.get();
    }

    @GetMapping("/events")
    Map<String, List<String>> events() {
      return Map.of("events", events);
    }

    @EventListener
    void changed(ModelEvent event) {
      events.add(event.type());
    }
  }

  public static void main(String[] arguments) {
    SpringApplication.run(RidesApplication.class, arguments);
  }
}

package io.lifecycle4j.spring;

import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.ProgramEngine;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.model.ModelProbe;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.spring.RidesApplication.Ride;
import io.lifecycle4j.storage.Content;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.MapPropertySource;

/** What an application with an exported program does when it starts. */
@Timeout(120)
class PackagedProgramTest {
  private static final Actor ALICE = Actor.by("alice");
  private static final byte[] WEIGHTS = LinearEngine.file(new float[][] {{2, 3}});

  @TempDir private Path directory;

  private record Sold(double km, double fare) {}

  /** An application with the model. */
  static class Application {
    @Bean
    LifecycleCustomizer engine() {
      return builder -> builder.engine(new ProgramEngine()).withoutEnvironment();
    }

    @Bean
    ManagedModel<Ride, Double> fare(ManagedModelFactory models) {
      return models.open("fare", Ride.class, regression("fare"));
    }
  }

  @BeforeEach
  void makeTheEngineKnownInTheOtherJvm() {
    System.setProperty(
        ModelProbe.CLASS_PATH, ProgramEngine.classPath(directory.resolve("services")));
  }

  @AfterEach
  void forgetTheEngine() {
    System.clearProperty(ModelProbe.CLASS_PATH);
  }

  private ModelVersion exported(Path file) {
    try (Lifecycle home =
            Lifecycle.builder()
                .directory(directory.resolve("training"))
                .engine(new ProgramEngine())
                .withoutEnvironment()
                .open();
        ManagedModel<Ride, Double> model =
            home.model("fare", Ride.class, regression("fare")).open()) {
      Split split =
          home.datasets()
              .dataset("rides")
              .snapshot(
                  Sources.records(
                      Sold.class, IntStream.range(0, 60).mapToObj(i -> new Sold(i, 3 + 2.0 * i))))
              .commit()
              .split(byHash(1).train(0.7).holdout(0.3));
      ModelVersion version =
          model.register(
              ExternalModel.builder(ProgramEngine.FORMAT)
                  .architecture("calm")
                  .file(LinearEngine.FILE, Content.of(WEIGHTS))
                  .sha256(Hashing.hash(WEIGHTS).sha256()),
              split,
              ALICE,
              "From research");
      model.export(version, file);
      return version;
    }
  }

  private AnnotationConfigApplicationContext start(Path file, String ids) {
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "test",
                Map.of(
                    "lifecycle4j.home",
                    "memory:new",
                    "lifecycle4j.import",
                    file.toUri().toString(),
                    "lifecycle4j.import-ids",
                    ids)));
    context.register(Application.class, LifecycleAutoConfiguration.class);
    context.refresh();
    return context;
  }

  @Test
  @OnlyLarger
  @SuppressWarnings("unchecked") // the only model of the application
  void servesOneOnlyByItsId() {
    Path file = directory.resolve("fare.model");
    ModelVersion version = exported(file);
    assertThatThrownBy(() -> start(file, "").close())
        .hasStackTraceContaining("a file of format program is a program");
    try (var context = start(file, version.id().sha256())) {
      ManagedModel<Ride, Double> model = context.getBean(ManagedModel.class);
      assertThat(model.predict(new Ride(10)).value()).isEqualTo(23);
    }
  }
}

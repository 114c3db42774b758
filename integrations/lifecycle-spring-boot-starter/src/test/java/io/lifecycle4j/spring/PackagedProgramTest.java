package io.lifecycle4j.spring;

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
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.spring.RidesApplication.Ride;
import io.lifecycle4j.storage.Content;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;

/** What an application with an exported program does when it starts. */
@Timeout(120)
class PackagedProgramTest {
  private static final Actor ALICE = Actor.by("alice");
  private static final byte[] WEIGHTS = LinearEngine.file(new float[][] {{2, 3}});

  @TempDir private Path directory;

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
    try (Lifecycle home = Fares.home(directory.resolve("training"), new ProgramEngine());
        ManagedModel<Ride, Double> model =
            home.model("fare", Ride.class, regression("fare")).open()) {
      ModelVersion version =
          model.register(
              ExternalModel.builder(ProgramEngine.FORMAT)
                  .architecture("calm")
                  .file(LinearEngine.FILE, Content.of(WEIGHTS))
                  .sha256(Hashing.hash(WEIGHTS).sha256()),
              Fares.split(home),
              ALICE,
              "From research");
      model.export(version, file);
      return version;
    }
  }

  private AnnotationConfigApplicationContext start(Path file, String ids) {
    return Contexts.start(
        Map.of(
            "lifecycle4j.home",
            "memory:new",
            "lifecycle4j.import",
            file.toUri().toString(),
            "lifecycle4j.import-ids",
            ids),
        Application.class,
        LifecycleAutoConfiguration.class);
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

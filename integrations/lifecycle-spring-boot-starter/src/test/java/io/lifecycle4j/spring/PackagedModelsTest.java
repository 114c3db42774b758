package io.lifecycle4j.spring;

import static io.lifecycle4j.registry.Gates.cardComplete;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.ExportedVersion;
import io.lifecycle4j.spring.RidesApplication.Ride;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;

/** What an application with exported versions does when it starts. */
@Timeout(60)
class PackagedModelsTest {
  private static final Actor ALICE = Actor.by("alice");

  @TempDir private Path directory;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Path first;
  private Path second;

  private record Flight(double miles) {}

  /** An application with the model. */
  static class Application {
    @Bean
    LifecycleCustomizer engine() {
      return builder -> builder.engine(new LinearEngine()).withoutEnvironment();
    }

    @Bean
    ManagedModel<Ride, Double> fare(ManagedModelFactory models) {
      return models.open("fare", Ride.class, regression("fare"));
    }
  }

  /** An application whose record is another one. */
  static class Changed {
    @Bean
    LifecycleCustomizer engine() {
      return builder -> builder.engine(new LinearEngine()).withoutEnvironment();
    }

    @Bean
    ManagedModel<Flight, Double> fare(ManagedModelFactory models) {
      return models.open("fare", Flight.class, regression("fare"));
    }
  }

  /** An application that opens no model. */
  static class Empty {}

  @BeforeEach
  void export() {
    log.start();
    ((Logger) LoggerFactory.getLogger(PackagedModels.class)).addAppender(log);
    try (Lifecycle home = Fares.home(directory.resolve("training"), new LinearEngine());
        ManagedModel<Ride, Double> model = RidesApplication.model(home).open()) {
      Split split = Fares.split(home);
      first = directory.resolve("first.model");
      second = directory.resolve("second.model");
      model.export(model.train(split), first);
      model.export(model.train(split), second);
    }
  }

  @AfterEach
  void close() {
    ((Logger) LoggerFactory.getLogger(PackagedModels.class)).detachAppender(log);
  }

  private AnnotationConfigApplicationContext start(Class<?> application, Path... files) {
    return start(application, "", files);
  }

  private AnnotationConfigApplicationContext start(
      Class<?> application, String ids, Path... files) {
    String locations =
        String.join(",", List.of(files).stream().map(file -> file.toUri().toString()).toList());
    return Contexts.start(
        Map.of(
            "spring.application.name",
            "taxi",
            "lifecycle4j.home",
            directory.resolve("home").toString(),
            "lifecycle4j.import",
            locations,
            "lifecycle4j.import-ids",
            ids),
        application,
        LifecycleAutoConfiguration.class);
  }

  @SuppressWarnings("unchecked") // the only model of the application
  private static ManagedModel<Ride, Double> model(AnnotationConfigApplicationContext context) {
    return context.getBean(ManagedModel.class);
  }

  private static int production(AnnotationConfigApplicationContext context) {
    return model(context).findProduction().orElseThrow().number();
  }

  @Test
  void servesThem() {
    try (var context = start(Application.class, first)) {
      assertThat(production(context)).isEqualTo(1);
      List<AuditRecord> history = model(context).history();
      assertThat(history).hasSize(2);
      assertThat(history.get(1).transition().actor()).isEqualTo(Actor.by("taxi"));
      assertThat(history.get(1).transition().reason())
          .startsWith("Packaged with the application: ")
          .contains("first.model");
      assertThat(model(context).predict(new Ride(10)).version()).isEqualTo(OptionalInt.of(1));
    }
    try (var context = start(Application.class, first)) {
      assertThat(model(context).history()).as("the same file again").hasSize(2);
    }
  }

  @OnlyLarger
  @Test
  void servesTheNextOneAndDoesNotUndoARollback() {
    start(Application.class, first).close();
    try (var context = start(Application.class, second)) {
      assertThat(production(context)).isEqualTo(2);
      model(context).rollback(ALICE, "Worse");
    }
    try (var context = start(Application.class, second)) {
      assertThat(production(context)).isEqualTo(1);
    }
  }

  @OnlyLarger
  @Test
  void promotesOneThatWasOnlyImportedBecauseTheProcessDied() {
    try (var context = start(Application.class)) {
      model(context).importFrom(first, ALICE, "By hand");
      assertThat(model(context).findProduction()).isEmpty();
    }
    try (var context = start(Application.class, first)) {
      assertThat(production(context)).isEqualTo(1);
    }
  }

  @OnlyLarger
  @Test
  void leavesACandidateWhatThePolicyRefuses() {
    try (var context = start(Application.class)) {
      model(context)
          .changePolicy("production")
          .gates(cardComplete())
          .by(ALICE)
          .reason("Describe it")
          .commit();
    }
    try (var context = start(Application.class, first)) {
      assertThat(model(context).findProduction()).isEmpty();
      assertThat(context.getBean(Lifecycle.class).models().versions("fare")).hasSize(1);
    }
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .singleElement()
        .asString()
        .startsWith("fare:1 is packaged with the application, and was not promoted: ");
  }

  @Test
  void doesNotStartWithADamagedOne() throws IOException {
    byte[] bytes = Files.readAllBytes(first);
    bytes[bytes.length / 2] ^= 1;
    Files.write(first, bytes);
    assertThatThrownBy(() -> start(Application.class, first).close())
        .hasStackTraceContaining("Cannot import " + first);
    assertThatThrownBy(() -> start(Empty.class, first).close())
        .as("whether or not the model is opened")
        .hasStackTraceContaining("Cannot import " + first);
    assertThatThrownBy(() -> start(Empty.class, directory.resolve("none")).close())
        .hasStackTraceContaining("no such file");
  }

  @Test
  void startsOnlyWithFilesThatHaveAnIdIfThereAreIds() {
    ExportedVersion version;
    try (Lifecycle any = Lifecycle.inMemory()) {
      version = any.models().readExport(first);
    }
    for (BlobId id : List.of(version.id(), version.file())) {
      try (var context = start(Application.class, id.sha256(), first)) {
        assertThat(production(context)).isEqualTo(1);
      }
    }
    assertThatThrownBy(() -> start(Application.class, version.id().sha256(), second).close())
        .hasStackTraceContaining("(must be one of lifecycle4j.import-ids)");
    assertThatThrownBy(() -> start(Application.class, "abc", first).close())
        .hasStackTraceContaining("Invalid SHA-256: 'abc'");
  }

  @Test
  void doesNotStartIfTheRecordIsAnotherOne() {
    assertThatThrownBy(() -> start(Changed.class, first).close())
        .satisfies(
            failure -> {
              FailureAnalysis analysis = new LifecycleFailureAnalyzer().analyze(failure);
              assertThat(analysis).isNotNull();
              assertThat(analysis.getDescription()).contains("km");
            });
  }

  @OnlyLarger
  @Test
  void namesOneThatNoBeanOpens() {
    start(Empty.class, first).close();
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .singleElement()
        .asString()
        .contains("first.model", "fare:1 of home", "no bean opens a model of this name");
  }
}

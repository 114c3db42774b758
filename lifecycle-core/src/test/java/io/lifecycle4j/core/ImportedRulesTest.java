package io.lifecycle4j.core;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.regression;
import static io.lifecycle4j.validation.Rules.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import io.lifecycle4j.validation.RequestRejectedException;
import io.lifecycle4j.validation.Rule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a home knows of the data of a version that another home trained. */
@Timeout(60)
class ImportedRulesTest {
  private static final Actor ALICE = Actor.by("alice");

  @TempDir private Path directory;
  private final Lifecycle serving = Flowers.inMemory();
  private List<Rule> rules;
  private Path file;

  private record Sold(double km, double age, double fare) {}

  private record Ride(double km, double age) {}

  @BeforeEach
  void export() {
    file = directory.resolve("fare.model");
    try (Lifecycle training = Flowers.inMemory();
        ManagedModel<Ride, Double> model = model(training, InvalidRequestPolicy.OFF)) {
      Split split =
          training
              .datasets()
              .dataset("rides")
              .snapshot(
                  Sources.records(
                      Columns.of(Sold.class).change("age", ColumnBuilder::asPrivate),
                      action ->
                          IntStream.range(0, 60)
                              .mapToObj(i -> new Sold(i, 20 + i % 7, 3 + 2.0 * i))
                              .forEach(action)))
              .requiring(column("km").between(0, 100), column("age").atLeast(18))
              .commit()
              .split(byHash(1).train(0.7).holdout(0.3));
      ModelVersion version = model.train(split);
      rules = training.models().dataSheet(version).rules();
      model.export(version, file);
    }
  }

  @AfterEach
  void close() {
    serving.close();
  }

  private static ManagedModel<Ride, Double> model(Lifecycle home, InvalidRequestPolicy policy) {
    return home.model("fare", Ride.class, regression("fare"))
        .preprocessing(standardize("km", "age"))
        .trainer(LinearTrainer.small())
        .validatingRequests(policy)
        .open();
  }

  @Test
  void checkRequests() {
    try (ManagedModel<Ride, Double> model = model(serving, InvalidRequestPolicy.REJECT)) {
      ModelVersion version = model.importFrom(file, ALICE, "To serve");
      assertThat(serving.models().dataSheet(version).rules())
          .isEqualTo(rules)
          .hasSizeGreaterThanOrEqualTo(2);
      model.promote(version, ALICE, "To serve");
      assertThat(model.predict(new Ride(10, 20)).value()).isFinite();
      assertThatThrownBy(() -> model.predict(new Ride(101, 20)))
          .isInstanceOf(RequestRejectedException.class)
          .hasMessageContaining("101");
      assertThatThrownBy(() -> model.predict(new Ride(10, 17)))
          .isInstanceOf(RequestRejectedException.class)
          .hasMessageNotContaining("17");
    }
  }

  @Test
  void saysWhichColumnsArePrivateSoThatTheOthersAreLogged() {
    try (ManagedModel<Ride, Double> model = model(serving, InvalidRequestPolicy.OFF)) {
      model.promote(model.importFrom(file, ALICE, "To serve"), ALICE, "To serve");
      model.predict(new Ride(10, 20));
      awaitTrue(() -> model.predictions().count() == 1);
      List<Row> inputs = new ArrayList<>();
      model.predictions().forEach(logged -> inputs.add(logged.findInput().orElseThrow()));
      assertThat(inputs.get(0).number(0)).isEqualTo(10);
      assertThat(inputs.get(0).number(1)).as("private").isNaN();
    }
  }

  @Test
  void passOnThroughAThirdHome() {
    Path again = directory.resolve("again.model");
    try (ManagedModel<Ride, Double> model = model(serving, InvalidRequestPolicy.OFF)) {
      model.export(model.importFrom(file, ALICE, "To serve"), again);
    }
    try (Lifecycle third = Flowers.inMemory();
        ManagedModel<Ride, Double> model = model(third, InvalidRequestPolicy.OFF)) {
      assertThat(third.models().dataSheet(model.importFrom(again, ALICE, "On")).rules())
          .isEqualTo(rules);
    }
  }

  @Test
  void areGoneOnceTheVersionIsPurged() {
    try (ManagedModel<Ride, Double> model = model(serving, InvalidRequestPolicy.OFF)) {
      ModelVersion version = model.importFrom(file, ALICE, "To serve");
      serving.maintenance().collectGarbage().grace(Duration.ZERO).quarantine().run();
      assertThat(serving.models().dataSheet(version).rules()).as("it is used").isEqualTo(rules);
      serving.models().purge(RegisteredVersion.of(version), ALICE, "Too large");
      serving.maintenance().collectGarbage().grace(Duration.ZERO).quarantine().run();
      assertThatThrownBy(() -> serving.models().dataSheet(version).rules())
          .isInstanceOf(NotFoundException.class);
    }
  }
}

package io.lifecycle4j.core;

import static io.lifecycle4j.data.Splits.byHash;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Experiments;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** What a debugger or a log shows of a home is one short line. */
class ReadableTest {
  private record Ride(double temp, double wind) {}

  @Test
  void showsEachPartOfAHomeInOneLine() {
    Experiments experiments;
    try (Lifecycle home =
        Lifecycle.builder().location(URI.create("memory:new")).withoutEnvironment().open()) {
      experiments = home.experiments();
      assertThat(experiments).hasToString("Experiments");
      assertThat(home.models()).hasToString("Models");
      assertThat(home.datasets()).hasToString("Datasets");
      assertThat(home.maintenance()).hasToString("Maintenance[%s]", home.location());
      Dataset rides = home.datasets().dataset("rides");
      assertThat(rides).hasToString("Dataset[rides]");
      DatasetVersion version =
          rides
              .snapshot(Sources.csv("rides.csv", Content.of("temp,wind\n1,2\n3,4\n")))
              .schema(Schema.of(Ride.class))
              .commit();
      assertThat(version.rows()).hasToString("Rows[temp, wind]");
      assertThat(version.split(byHash(1).train(0.5).holdout(0.5)).rows(SplitRole.TRAIN))
          .hasToString("Rows[temp, wind]");
    }
    assertThat(experiments).hasToString("Experiments[closed]");
  }
}

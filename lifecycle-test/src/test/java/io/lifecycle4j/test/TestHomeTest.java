package io.lifecycle4j.test;

import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.Actor;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(LifecycleExtension.class)
class TestHomeTest {
  private static Lifecycle passed = Lifecycle.inMemory();

  private record Ride(double km, String zone, boolean night) {}

  private static final List<Ride> RIDES =
      IntStream.range(0, 100)
          .mapToObj(i -> new Ride(i % 17, i % 3 == 0 ? "airport" : "city", i % 2 == 0))
          .toList();

  private static double fare(Ride ride) {
    return 3 + 2 * ride.km + (ride.zone.equals("airport") ? 10 : 0) + (ride.night ? 1 : 0);
  }

  @Test
  void servesAPromotedVersionThatLearnedItsRows() {
    try (TestHome<Ride, Double> home =
        TestHome.promoted("fare", Ride.class, regression("fare"), RIDES, TestHomeTest::fare)) {
      Ride ride = new Ride(7, "airport", true);
      assertThat(home.model().ready()).isTrue();
      assertThat(home.model().predict(ride).value()).isCloseTo(fare(ride), within(0.3));
      assertThat(home.model().predict(ride).version()).hasValue(1);
      assertThat(home.promoteNext().number()).isEqualTo(2);
      assertThat(home.model().predict(ride).version()).hasValue(2);
      home.model().rollback(Actor.by("alice"), "Try it");
      assertThat(home.model().predict(ride).version()).hasValue(1);
      assertThat(home.lifecycle().models().names()).containsExactly("fare");
    }
  }

  @Test
  void learnsClassesToo() {
    try (TestHome<Ride, String> home =
        TestHome.promoted(
            "kind",
            Ride.class,
            classification("kind"),
            RIDES,
            ride -> ride.km > 8 ? "long" : "short")) {
      assertThat(home.model().predict(new Ride(16, "city", false)).value()).isEqualTo("long");
      assertThat(home.model().predict(new Ride(0, "city", false)).value()).isEqualTo("short");
    }
  }

  @Test
  void needsRows() {
    assertThatThrownBy(
            () ->
                TestHome.promoted(
                    "fare", Ride.class, regression("fare"), RIDES.subList(0, 5), ride -> 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid rows: 5 (needs at least 20)");
  }

  @Test
  void theExtensionPassesAHome(Lifecycle lifecycle) {
    assertThat(lifecycle.models().names()).isEmpty();
    passed.close();
    passed = lifecycle;
  }

  @AfterAll
  static void theExtensionClosedIt() {
    assertThatThrownBy(() -> passed.models().names()).isInstanceOf(IllegalStateException.class);
  }
}

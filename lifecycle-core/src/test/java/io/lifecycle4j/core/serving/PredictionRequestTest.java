package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call is one request, whichever way it came. */
class PredictionRequestTest {
  private final List<@Nullable String> keys = new ArrayList<>();
  private final ModelServer<Double, Double> server = Servers.plain();

  PredictionRequestTest() {
    Servers.serve(server, List::copyOf, () -> row -> keys.add(row.key()));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void carriesItsKeyToWhoeverObservesTheRows() {
    server.predictOne("anna", 1.0);
    server.predict("bert", List.of(1.0, 2.0));
    server.predictEach("carl", List.of(1.0));
    server.predictAsync("dora", 1.0).join();
    server.predictOne(1.0);

    assertThat(keys).containsExactly("anna", "bert", "bert", "carl", "dora", null);
  }

  @Test
  void hasAKeyOfReasonableLength() {
    server.predictOne("k".repeat(256), 1.0);
    assertThatThrownBy(() -> server.predictOne("", 1.0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid key: 0 characters (must be 1 to 256)");
    assertThatThrownBy(() -> server.predictOne("k".repeat(257), 1.0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid key: 257 characters (must be 1 to 256)");
    assertThatThrownBy(() -> server.predictOne("half \uD800", 1.0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageEndingWith("(must not hold half of a surrogate pair)");
    assertThatThrownBy(() -> server.predictAsync("", 1.0).join())
        .as("the future fails")
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(InvalidValueException.class);
  }

  @Test
  void knowsNoVersionBeforeOneIsChosen() {
    PredictionRequest<Double, Double> request =
        new PredictionRequest<>("anna", List.of(1.0, 2.0), true);
    assertThat(request.records()).extracting(PredictionRecord::version).containsOnly(0);
    assertThat(request.records()).extracting(PredictionRecord::key).containsOnly("anna");
    assertThat(request.arrived()).isLessThanOrEqualTo(System.nanoTime());
  }
}

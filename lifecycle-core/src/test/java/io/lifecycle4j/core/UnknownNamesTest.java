package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.error.NotFoundException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a home says of models, experiments and datasets that it does not have. */
@Timeout(60)
class UnknownNamesTest {
  private final Lifecycle home =
      Lifecycle.builder().medium(Media.memory()).withoutEnvironment().open();

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void haveEmptyLists() {
    assertThat(home.models().versions("nix")).isEmpty();
    assertThat(home.models().history("nix")).isEmpty();
    assertThat(home.models().findNamed("nix", "production")).isEmpty();
    assertThat(home.experiments().runs("nix")).isEmpty();
    assertThat(home.experiments().search("nix", "metrics.accuracy > 0.9")).isEmpty();
    assertThat(home.datasets().dataset("nix").versions()).isEmpty();
  }

  @Test
  void haveNothingThatIsAskedForByName() {
    Dataset dataset = home.datasets().dataset("nix");

    assertThatThrownBy(() -> home.models().version("nix", 1))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Model version does not exist: nix:1");
    assertThatThrownBy(() -> dataset.version(1))
        .isInstanceOf(NotFoundException.class)
        .hasMessageStartingWith("Dataset does not exist: nix (");
  }
}

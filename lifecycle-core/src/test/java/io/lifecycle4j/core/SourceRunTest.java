package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that registered models came from. */
class SourceRunTest {
  @Test
  void cannotBePurged(@TempDir Path directory) {
    try (Lifecycle home = Flowers.in(directory)) {
      Split split = Flowers.split(home, 1);
      ModelVersion version;
      try (var model = Flowers.model(home).open()) {
        version = model.train(split);
      }
      String source = Fixtures.trained(version).run();
      Experiments experiments = home.experiments();
      Run other = experiments.start("species");
      other.finish();
      for (String id : new String[] {source, other.id()}) {
        assertThatThrownBy(() -> experiments.purge(id))
            .isInstanceOf(ConflictException.class)
            .hasMessage("Cannot purge run " + id + ": delete it first");
        experiments.delete(id);
      }
      assertThatThrownBy(() -> experiments.purge(source))
          .isInstanceOf(ConflictException.class)
          .hasMessage("Cannot purge run " + source + ": a registered model came from it");
      experiments.purge(other.id());
      assertThatThrownBy(() -> experiments.purge(other.id())).isInstanceOf(NotFoundException.class);
      experiments.restore(source);
      assertThat(experiments.find(source)).isPresent();
    }
  }
}

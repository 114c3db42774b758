package io.lifecycle4j.core.serving;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.LoggedLines;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.registry.Shadows;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.Change.ShadowStarted;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.serving.ShadowReport.State;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A shadow that another process started, and that cannot be run here at once. */
@Timeout(60)
class ShadowServingTest {
  private final LinearEngine engine = new LinearEngine();
  private final Queue<String> errors = new ConcurrentLinkedQueue<>();
  private final Queue<String> infos = new ByThread();
  private final AtomicInteger starts = new AtomicInteger();
  private final Medium medium = Media.memory();
  private final ModelRegistry registry = Registries.over(medium, () -> Fixtures.TIME);
  private final ModelVersions versions = new ModelVersions("line", registry);
  private final Decisions decisions =
      new Decisions("line", registry, Authorizer.ALL, Decisions.LOG);
  private final VersionFollower follower = new VersionFollower("line", registry);
  private final ShadowServing<Double, Double> serving =
      new ShadowServing<>(
          "line",
          follower,
          new Shadows(versions, decisions, () -> Fixtures.TIME, false),
          Versions.routes(engine),
          LoggedLines.of(errors, infos),
          (started, route, inputs, goesOn, over) -> {
            if (starts.getAndIncrement() == 0) {
              throw new OverloadedException("No thread");
            }
            return new ShadowRun<>(started, route, inputs, goesOn, over);
          });

  /** The lines that were logged, each with the thread. */
  private static final class ByThread extends ConcurrentLinkedQueue<String> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean add(String line) {
      return super.add(Thread.currentThread().getName() + ": " + line);
    }
  }

  @BeforeEach
  void start() {
    ModelManifest manifest =
        Fixtures.model(registry.put(new NamedContent("w", Content.of("weights"))));
    registry.register("line", manifest, Fixtures.ALICE, "trained");
    registry.apply(
        Transition.builder(Fixtures.ALICE, "Compare")
            .change(
                new ShadowStarted(
                    "line", 1, "s1", 1, Fixtures.TIME.plusSeconds(9), 0, Optional.empty()))
            .build());
  }

  @AfterEach
  void close() {
    follower.close();
    serving.close();
    registry.close();
    medium.close();
    awaitTrue(() -> engine.open() == 0);
    assertThat(engine.violations()).isEmpty();
  }

  @Test
  @OnlyLarger
  void isTriedAgainIfItGetsNoThread() {
    serving.open();

    awaitTrue(() -> serving.find().orElseThrow().report().state() == State.RUNNING);
    assertThat(starts).hasValue(2);
    assertThat(errors).containsExactly("Cannot run the shadow line:1 here: No thread");
    assertThat(engine.loaded()).as("it was there").isEqualTo(1);
  }

  @Test
  void isEndedOnAThreadOfItsOwnSinceOthersFollowTheRegistryMeanwhile() {
    serving.open();
    awaitTrue(() -> serving.find().orElseThrow().report().state() == State.RUNNING);
    serving.find().orElseThrow().stop(Fixtures.ALICE, "Seen enough");
    String ended = "lifecycle4j-end-shadow-line: The shadow of line ended: ";
    awaitTrue(() -> infos.stream().anyMatch(line -> line.startsWith(ended)));
  }
}

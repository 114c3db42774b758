package io.lifecycle4j.core.serving;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.loading.LineVersions;
import io.lifecycle4j.error.ModelUnavailableException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The version before stands by after a promotion only beside what there is room for. */
@Timeout(60)
class ProductionRoomTest extends ReconcilerRounds {
  private final VersionFollower follower = new VersionFollower("line", registry);
  private final ProductionServing<Double, Double> serving =
      new ProductionServing<>(
          follower, versions, Versions.routes(loads), server, now::get, Serving.LOG);
  private final AtomicInteger besideThird = new AtomicInteger(-1);

  /** Serves the second version, beside which the first stands by. */
  @BeforeEach
  void serveTwo() {
    promote(0, 1);
    promote(1, 2);
    serving.open(Duration.ofSeconds(30));
    awaitTrue(() -> standby() == 1);
    hooks.put(3, () -> besideThird.set(engine.open()));
  }

  @AfterEach
  void closeServing() {
    follower.close();
    serving.close();
  }

  @Test
  void keepsItWhileAThirdOneIsLoadedThatFitsBesideBoth() {
    size = LineVersions.heap() / 8;
    follower.close();
    serving.load(3).retire();
    assertThat(besideThird).hasValue(2);
    assertThat(standby()).isEqualTo(1);
  }

  @Test
  void givesItUpBeforeAThirdOneIsLoadedForWhichRoomIsShort() {
    size = LineVersions.heap() / 5;
    follower.close();
    serving.load(3).retire();
    assertThat(besideThird).as("only the second").hasValue(1);
    assertThat(standby()).isZero();
  }

  @Test
  void loadsItAgainIfTheThirdOneCannotBeLoaded() {
    size = LineVersions.heap() / 5;
    hooks.put(
        3,
        () -> {
          besideThird.set(engine.open());
          size = 0;
          throw new ModelUnavailableException("made by the test");
        });
    assertThatThrownBy(() -> serving.load(3)).hasMessage("made by the test");
    assertThat(besideThird).hasValue(1);
    awaitTrue(() -> standby() == 1);
  }
}

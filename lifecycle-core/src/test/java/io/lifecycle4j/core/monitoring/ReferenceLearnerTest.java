package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.monitoring.Drift.drift;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.monitoring.window.Slice;
import io.lifecycle4j.core.monitoring.window.WindowPlan;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Processes that learn one reference, step by step. */
class ReferenceLearnerTest {
  private static final int WINDOW = 50;
  private static final DriftMonitor PLAN = drift().window(WINDOW).falseAlarmRate(0.001).build();
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
  private static final Columns<Point> COLUMNS = Columns.of(Point.class);

  private record Point(double x) {}

  private final Medium medium = Media.memory();
  private final Replica one = new Replica();
  private final Replica two = new Replica();

  private final class Replica implements ReferenceLearner.Target {
    private final LearnedReferences store = LearnedReferences.in(medium, "fraud", CLOCK);
    private final ReferenceLearner learner =
        new ReferenceLearner(
            "fraud",
            PLAN,
            () -> Statistics.of(COLUMNS.schema()),
            cells -> cells,
            COLUMNS.schema(),
            store,
            this);
    private final List<DriftWindows> written = new ArrayList<>();
    private @Nullable DriftWindows watched;

    void learn(int rows, double from) {
      for (int i = 0; i < rows; i++) {
        learner.learn(COLUMNS.row(new Point(from + i % WINDOW)));
      }
    }

    List<String> labels() {
      return written.stream().map(DriftWindows::label).toList();
    }

    private DriftWindows windows(String label, WatchedReference cells) {
      WindowPlan plan = WindowPlan.ofRows(WINDOW);
      return new DriftWindows(label, cells, plan, WindowWork.COUNTING, CLOCK, () -> {});
    }

    @Override
    public DriftWindows learning(String label, WatchedReference cells) {
      return windows(label, cells);
    }

    @Override
    public DriftWindows watching(WatchedReference cells) {
      return windows("fraud", cells);
    }

    @Override
    public void add(DriftWindows windows) {
      written.add(windows);
    }

    @Override
    public void remove(DriftWindows windows) {
      written.remove(windows);
    }

    @Override
    public void watch(@Nullable DriftWindows windows) {
      watched = windows;
    }
  }

  @AfterEach
  void close() {
    one.store.close();
    two.store.close();
    medium.close();
  }

  private String id() {
    return one.store
        .find("fraud", Statistics.of(COLUMNS.schema()).names())
        .map(LearnedReference::id)
        .orElseThrow();
  }

  @Test
  void useTheCellsOfTheFirst() {
    two.learn(WINDOW + 600, 900); // chose cells, and would watch
    assertThat(two.watched).isNotNull();
    one.learn(WINDOW, 0);
    one.learner.follow();
    two.learner.follow();

    assertThat(one.labels()).containsExactly("learning " + id());
    assertThat(two.labels()).isEqualTo(one.labels());
    assertThat(two.watched).as("its rows were counted in other cells").isNull();
    assertThat(two.written.get(0).hasRows()).isFalse();
    two.learn(WINDOW, 0);
    Slice slice = two.written.get(0).next().orElseThrow();
    assertThat(slice.summary().rows()).isEqualTo(WINDOW);
    assertThat(
            one.store
                .find(id())
                .orElseThrow()
                .empty()
                .merge(WindowWork.COUNTING, List.of(slice.summary())))
        .as("in the same cells")
        .isEqualTo(slice.summary());
  }

  @Test
  void watchFromTheRowAfterTheLast() {
    one.learn(WINDOW + 499, 0);
    assertThat(one.watched).isNull();
    one.learn(1, 0);
    assertThat(one.watched).isNotNull();
    assertThat(one.written).as("not before all use its cells").isEmpty();
    one.learner.follow();
    assertThat(one.labels()).containsExactly("learning " + id(), "fraud");
  }

  @Test
  void watchOnceAllHaveEnoughRows() {
    one.learn(WINDOW, 0);
    one.learner.follow();
    two.learner.follow();
    one.learn(300, 0);
    two.learn(200, 0);
    one.store.complete(id(), one.written.get(0).next().orElseThrow().summary());
    two.learner.follow();

    assertThat(two.watched).isNotNull();
    assertThat(two.labels()).containsExactly("fraud");
  }

  @Test
  void learnAnewOnceItIsForgotten() {
    one.learn(WINDOW + 500, 0);
    one.learner.follow();
    String before = id();
    two.learner.follow();
    two.store.forget("fraud", Actor.by("alice"), "Other prices");
    one.learner.follow();
    two.learner.follow();

    assertThat(one.watched).isNull();
    assertThat(one.written).isEmpty();
    assertThat(two.written).isEmpty();
    two.learn(WINDOW, 900);
    two.learner.follow();
    one.learner.follow();
    assertThat(id()).isNotEqualTo(before);
    assertThat(one.labels()).containsExactly("learning " + id());
  }
}

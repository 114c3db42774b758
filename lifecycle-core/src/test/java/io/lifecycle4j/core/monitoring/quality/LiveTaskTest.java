package io.lifecycle4j.core.monitoring.quality;

import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.multiLabel;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.GroundTruth;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers of a user's task, which are scored as those of the library's tasks. */
class LiveTaskTest {
  /** Returns a task of a class that the library does not know, which answers as another task. */
  private static LiveTask own(Task<?> task) {
    Object own =
        Proxy.newProxyInstance(
            LiveTaskTest.class.getClassLoader(),
            new Class<?>[] {Task.class},
            (proxy, method, arguments) -> method.invoke(task, arguments));
    return LiveTask.of(TaskCalls.judging("fraud:1", (Task<?>) own));
  }

  /** An answer whose outputs are not in the log. */
  private static LiveRow row(String answer, Object label) {
    GroundTruth truth = new GroundTruth(label, Instant.EPOCH, 1);
    return new LiveRow(Instant.EPOCH, answer, Double.NaN, null, truth);
  }

  private static double metric(LiveTask task, String name, LiveRow... rows) {
    List<LiveRow> all = List.of(rows);
    int[] once = new int[all.size()];
    Arrays.fill(once, 1);
    return task.score(all, task.targets(all)).measure(once).applyAsDouble(name);
  }

  @Test
  void areScoredAsClasses() {
    LiveTask task = own(classification("fraud", "no", "yes"));

    assertThat(metric(task, "accuracy", row("no", "no"), row("yes", "no"))).isEqualTo(0.5);
  }

  @Test
  void areScoredAsNumbers() {
    LiveTask task = own(regression("fare"));

    assertThat(metric(task, "mae", row("7.5", 7.0), row("9.0", 10.5))).isEqualTo(1);
  }

  @Test
  void areScoredAsSetsOfLabels() {
    LiveTask task = own(multiLabel("rain", "wind"));

    assertThat(task.isUsable(row("[rain]", List.of("rain")))).isTrue();
    assertThat(task.knows(row("[rain]", List.of("rain")))).isTrue();
  }
}

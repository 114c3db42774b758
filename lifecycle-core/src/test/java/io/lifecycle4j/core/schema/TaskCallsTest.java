package io.lifecycle4j.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.schema.Tensor;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskCallsTest {
  private static final int CALLS = 10_000;

  /** Whatever is compiled: each prediction decodes. */
  @Test
  void captureNothingToDecodeARow() {
    Classification task = Tasks.classification("species", "rose", "tulip");
    TaskCalls<String> calls = TaskCalls.answering(task);
    List<Tensor> outputs = Tensor.allocate(task.outputs(), 1);
    for (int i = 0; i < 100; i++) {
      assertThat(calls.decode(outputs, outputs, 0)).isEqualTo("rose"); // loads classes
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.getCurrentThreadAllocatedBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < CALLS; i++) {
      calls.decode(outputs, outputs, 0);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(CALLS);
  }
}

package io.lifecycle4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingContext;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.Consumer;

/**
 * A trainer that measures how long another one takes, and shows what it trains on. Not thread-safe.
 */
final class TimedTrainer implements Trainer {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Trainer trainer;
  private final Consumer<TrainingContext> after;
  private Time time = new Time(0, 0, 0);

  /**
   * How long something took.
   *
   * @param seconds as clocks show
   * @param processor seconds of processor time, of all threads of this process
   * @param thread seconds of processor time of the calling thread, without the JIT compiler, the
   *     garbage collector and what records the run in the background; NaN if not known
   */
  record Time(double seconds, double processor, double thread) {
    /** Measures work. */
    static Time of(Runnable work) {
      long begin = System.nanoTime();
      long cpu = SYSTEM.getProcessCpuTime();
      long own = THREADS.getCurrentThreadCpuTime();
      work.run();
      return new Time(
          (System.nanoTime() - begin) / 1e9,
          (SYSTEM.getProcessCpuTime() - cpu) / 1e9,
          (THREADS.getCurrentThreadCpuTime() - own) / 1e9);
    }
  }

  /**
   * Wraps a trainer.
   *
   * @param after is called after it, with the same rows
   */
  TimedTrainer(Trainer trainer, Consumer<TrainingContext> after) {
    this.trainer = trainer;
    this.after = after;
  }

  @Override
  public TrainedModel train(TrainingContext context) {
    TrainedModel[] trained = new TrainedModel[1];
    time = Time.of(() -> trained[0] = trainer.train(context));
    after.accept(context);
    return trained[0];
  }

  /** Returns how long the last training took. */
  Time time() {
    return time;
  }
}

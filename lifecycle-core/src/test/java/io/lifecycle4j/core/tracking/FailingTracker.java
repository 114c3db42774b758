package io.lifecycle4j.core.tracking;

import io.lifecycle4j.contract.ForwardingTracker;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A tracker whose next appends fail, before or after they are done. */
final class FailingTracker extends ForwardingTracker {
  private volatile Plan plan = new Plan(new AtomicInteger(), batch -> true, Error::new, false);

  private volatile @Nullable Error closing;

  FailingTracker(ExperimentTracker tracker) {
    super(tracker);
  }

  /**
   * What fails; changed as a whole, since the background appends meanwhile.
   *
   * @param left how often yet
   * @param done whether what fails is done nonetheless
   */
  private record Plan(
      AtomicInteger left,
      Predicate<RunBatch> batches,
      Supplier<? extends Throwable> thrown,
      boolean done) {
    boolean fails(RunBatch batch) {
      return batches.test(batch) && left.getAndUpdate(times -> Math.max(0, times - 1)) > 0;
    }
  }

  /** Has so many of the next appends throw, and do nothing. */
  void fail(int times, Supplier<? extends Throwable> thrown) {
    fail(times, batch -> true, thrown);
  }

  /** Has so many of the next appends of certain batches throw, and do nothing. */
  void fail(int times, Predicate<RunBatch> batches, Supplier<? extends Throwable> thrown) {
    plan = new Plan(new AtomicInteger(times), batches, thrown, false);
  }

  /** Has the next append of certain batches be done, and throw. */
  void failDone(Predicate<RunBatch> batches, Supplier<? extends Throwable> thrown) {
    plan = new Plan(new AtomicInteger(1), batches, thrown, true);
  }

  /** Returns how many appends are still to fail. */
  int left() {
    return plan.left().get();
  }

  /** Has every log throw the same error when it is closed, as a JVM without memory does. */
  void failClosing(Error thrown) {
    closing = thrown;
  }

  void heal() {
    fail(0, plan.thrown());
    closing = null;
  }

  @Override
  public RunLog start(RunInfo info) {
    return failing(super.start(info));
  }

  @Override
  public RunLog reopen(String id) {
    return failing(super.reopen(id));
  }

  private RunLog failing(RunLog log) {
    return new RunLog() {
      @Override
      public void append(RunBatch batch, Durability durability) {
        Plan now = plan;
        boolean fails = now.fails(batch);
        if (!fails || now.done()) {
          log.append(batch, durability);
        }
        if (fails) {
          throw FailingTracker.<RuntimeException>sneaky(now.thrown().get());
        }
      }

      @Override
      public void close() {
        log.close();
        Error thrown = closing;
        if (thrown != null) {
          throw thrown;
        }
      }
    };
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // what is thrown is not declared
  private static <X extends Throwable> X sneaky(Throwable failure) throws X {
    throw (X) failure;
  }
}

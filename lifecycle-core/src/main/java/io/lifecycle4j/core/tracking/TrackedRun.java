package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.tracking.ExperimentTracker;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunEvent;
import io.lifecycle4j.tracking.RunLog;
import io.lifecycle4j.tracking.RunStatus;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A run that goes on, over any tracker. */
final class TrackedRun implements Run {
  private static final int MAX_CAUSE = 10_000;

  private final String id;
  private final ExperimentTracker tracker;
  private final RunLog log;
  private final InstantSource clock;
  private final Map<String, Long> nextSteps = new HashMap<>();
  private boolean ended;

  TrackedRun(String id, ExperimentTracker tracker, RunLog log, InstantSource clock) {
    this.id = id;
    this.tracker = tracker;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Run param(String name, Object value) {
    String text = String.valueOf(required(value, "value of parameter " + name));
    return append(RunEvent.param(clock.instant(), checkName("parameter", name), text));
  }

  @Override
  public synchronized Run log(String metric, double value) {
    return log(metric, value, nextSteps.getOrDefault(checkName("metric", metric), 0L));
  }

  @Override
  public synchronized Run log(String metric, double value, long step) {
    append(RunEvent.metric(clock.instant(), checkName("metric", metric), value, step));
    nextSteps.put(metric, step + 1);
    return this;
  }

  @Override
  public Run tag(String name, String value) {
    required(value, "value of tag " + name);
    return append(RunEvent.tag(clock.instant(), checkName("tag", name), value));
  }

  @Override
  public Run artifact(String name, Content content) {
    checkName("artifact", name);
    checkGoing();
    return append(
        RunEvent.artifact(
            clock.instant(), name, tracker.put(new NamedContent(name, content)).blob()));
  }

  @Override
  public void finish() {
    end(RunStatus.FINISHED, "");
  }

  @Override
  public void fail(Throwable cause) {
    end(RunStatus.FAILED, String.valueOf(required(cause, "cause")));
  }

  synchronized void finishUnlessEnded() {
    if (!ended) {
      finish();
    }
  }

  synchronized void failUnlessEnded(Throwable cause) {
    if (!ended) {
      fail(cause);
    }
  }

  @Override
  public synchronized void close() {
    try (log) { // whatever becomes of the end, another process may go on
      if (!ended) {
        end(RunStatus.FAILED, "closed without finish");
      }
    }
  }

  private synchronized Run append(RunEvent event) {
    checkGoing();
    log.append(List.of(event), Durability.PROCESS);
    return this;
  }

  /** Only an end that is durable ends the run: after a full disk it can be tried again. */
  private synchronized void end(RunStatus status, String cause) {
    checkGoing();
    String shown = cause.length() <= MAX_CAUSE ? cause : cause.substring(0, MAX_CAUSE) + "…";
    log.append(List.of(RunEvent.end(clock.instant(), status, shown)), Durability.POWER);
    ended = true;
    log.close();
  }

  private synchronized void checkGoing() {
    if (ended) {
      throw new IllegalStateException("The run " + id + " has ended");
    }
  }
}

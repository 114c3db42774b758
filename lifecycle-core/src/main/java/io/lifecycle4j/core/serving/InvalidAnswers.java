package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.counted;

import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.PredictionFailedException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and rejects results of networks and functions that are not valid answers. Thread-safe. */
public final class InvalidAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(InvalidAnswers.class);

  private final AtomicLong count = new AtomicLong();

  public InvalidAnswers() {}

  /** Returns the number of inputs without a valid answer. */
  public long count() {
    return count.get();
  }

  /** The invalid answers of one call. Not thread-safe; a call without any costs nothing. */
  final class Call {
    private final String label;
    private final int inputs;
    private int invalid;
    private String first = "";
    private @Nullable Throwable cause;

    Call(String label, int inputs) {
      this.label = label;
      this.inputs = inputs;
    }

    /** Adds an input without a valid answer; the explanation of the first is kept. */
    void refuse(int input, String explanation) {
      if (invalid++ == 0) {
        first = (inputs == 1 ? "" : "inputs[" + input + "]: ") + explanation;
      }
    }

    /** Adds an input that the task could not answer; the first failure is kept. */
    void refuse(int input, LifecycleException failure) {
      if (invalid == 0) {
        cause = failure instanceof PredictionFailedException ? failure.getCause() : failure;
      }
      refuse(input, String.valueOf(failure.getMessage()));
    }

    /** Ends the call; throws a PredictionFailedException if an input has no valid answer. */
    void end() {
      if (invalid == 0) {
        return;
      }
      long before = count.getAndAdd(invalid);
      String more = invalid == 1 ? "" : " [and " + (invalid - 1) + " more of " + inputs + "]";
      PredictionFailedException thrown =
          new PredictionFailedException(
              "Cannot predict with " + label + ": " + first + more, cause);
      if (Floods.isLogged(before, before + invalid)) {
        String all = counted(before + invalid, "input");
        LOG.warn("{} had no valid answer: {}", all, thrown.getMessage());
      }
      throw thrown;
    }
  }
}

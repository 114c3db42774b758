package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.error.PredictionFailedException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and refuses what came out of a network or a function and is no answer.
 *
 * <p>Thread-safe.
 */
public final class InvalidAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(InvalidAnswers.class);

  private final AtomicLong count = new AtomicLong();

  /** Begins to count. */
  public InvalidAnswers() {}

  /**
   * Returns how many were refused.
   *
   * @return the number of inputs that had no answer for it
   */
  public long count() {
    return count.get();
  }

  /** Collects what is no answer in one call. Not thread-safe; a call without any costs nothing. */
  final class Call {
    private final String label;
    private final int inputs;
    private int invalid;
    private String first = "";

    Call(String label, int inputs) {
      this.label = label;
      this.inputs = inputs;
    }

    /** Notes that an input has no answer; of the first the explanation is kept. */
    void refuse(int input, String explanation) {
      if (invalid++ == 0) {
        first = (inputs == 1 ? "" : "inputs[" + input + "]: ") + explanation;
      }
    }

    /**
     * Ends the call.
     *
     * @throws PredictionFailedException if an input has no answer
     */
    void end() {
      if (invalid == 0) {
        return;
      }
      long before = count.getAndAdd(invalid);
      String more = invalid == 1 ? "" : " [and " + (invalid - 1) + " more of " + inputs + "]";
      PredictionFailedException thrown =
          new PredictionFailedException("Cannot predict with " + label + ": " + first + more);
      if (Floods.isLogged(before, before + invalid)) {
        LOG.warn("{} inputs had no valid answer: {}", before + invalid, thrown.getMessage());
      }
      throw thrown;
    }
  }
}

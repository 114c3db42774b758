package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;
import static io.lifecycle4j.error.Preconditions.sized;
import static io.lifecycle4j.error.Preconditions.words;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Gates on what the candidate version takes in this process. */
public final class CostAtMost {
  private static final double NANOS = 1e6;

  private CostAtMost() {}

  /**
   * Bounds the 99 % quantile of the latency, see {@link JudgedVersion#latency}. It depends on the
   * machine and on what else runs on it: set a bound with room.
   *
   * @param most the longest latency of 99 % of the answers
   */
  public record Latency(Duration most) implements Gate {
    private static final double QUANTILE = 0.99;

    /** Checks the bound. */
    public Latency {
      check(
          required(most, "latency").toNanos() > 0, "Invalid latency: %s (must be positive)", most);
    }

    @Override
    public String id() {
      return "latency_at_most";
    }

    @Override
    public Set<GateNeed> needs() {
      return Set.of(GateNeed.ROWS, GateNeed.MORE_THAN_ROWS);
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      required(production, "version in production");
      Duration found = required(candidate, "candidate").latency(QUANTILE);
      return GateVerdict.builder(
              toString(),
              found.compareTo(most) <= 0 ? Verdict.PASS : Verdict.FAIL,
              String.format(
                  Locale.ROOT,
                  "99 %% of the answers to one row take at most %.4f ms in this process (needs at"
                      + " most %.4f ms)",
                  millis(found),
                  millis(most)))
          .figure("latency_p99_ms", millis(found))
          .build();
    }

    private static double millis(Duration time) {
      return time.toNanos() / NANOS;
    }

    @Override
    public String toString() {
      return "latency p99 at most " + words(most);
    }
  }

  /**
   * Bounds the size of the files, which is about the least memory that a loaded version takes.
   *
   * @param bytes the greatest size
   */
  public record Files(long bytes) implements Gate {
    /** Checks the bound. */
    public Files {
      check(bytes > 0, "Invalid size of files: %s bytes (must be positive)", bytes);
    }

    @Override
    public String id() {
      return "files_at_most";
    }

    @Override
    public Set<GateNeed> needs() {
      return Set.of();
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      required(production, "version in production");
      long found = required(candidate, "candidate").fileBytes();
      return GateVerdict.builder(
              toString(),
              found <= bytes ? Verdict.PASS : Verdict.FAIL,
              "files have " + sized(found) + " (needs at most " + sized(bytes) + ")")
          .figure("file_bytes", (double) found)
          .build();
    }

    @Override
    public String toString() {
      return "files at most " + sized(bytes);
    }
  }

  /**
   * Bounds the memory of a loaded copy, see {@link JudgedVersion#memoryBytes}, which is an
   * estimate: set a bound with room.
   *
   * @param bytes the greatest size
   */
  public record Memory(long bytes) implements Gate {
    /** Checks the bound. */
    public Memory {
      check(bytes > 0, "Invalid memory: %s bytes (must be positive)", bytes);
    }

    @Override
    public String id() {
      return "memory_at_most";
    }

    @Override
    public Set<GateNeed> needs() {
      return Set.of(GateNeed.MORE_THAN_ROWS);
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      required(production, "version in production");
      long found = required(candidate, "candidate").memoryBytes();
      return GateVerdict.builder(
              toString(),
              found <= bytes ? Verdict.PASS : Verdict.FAIL,
              "a loaded copy takes "
                  + sized(found)
                  + " of memory in this process (needs at most "
                  + sized(bytes)
                  + ")")
          .figure("memory_bytes", (double) found)
          .build();
    }

    @Override
    public String toString() {
      return "memory at most " + sized(bytes);
    }
  }
}

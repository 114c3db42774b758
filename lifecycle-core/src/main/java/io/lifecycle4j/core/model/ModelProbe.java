package io.lifecycle4j.core.model;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.GoldenRow;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a model that is a program in a separate JVM, so that a crash, an endless loop or a flood
 * ends that one and not the service.
 *
 * <p>It is no sandbox: the program has the rights of the user. That is why its hash is pinned and
 * its operators are scanned before. Thread-safe.
 */
public final class ModelProbe {
  /**
   * The system property with the class path of the JVM, which needs {@code lifecycle-core} and the
   * engine. Default: that of this process, which is not enough where one archive holds all others.
   */
  public static final String CLASS_PATH = "io.lifecycle4j.probe.classpath";

  private static final Logger LOG = LoggerFactory.getLogger(ModelProbe.class);
  private static final Duration MOMENT = Duration.ofMillis(5);
  private static final int MOST_PRINTED = 1 << 20;
  private static final int SHOWN = 200;
  private static final long MIB = 1 << 20;
  private static final long BASE_MEMORY = 1 << 30;
  private static final int COPIES = 6;

  /** The most requests that are tried at once, since this many are often served together. */
  private static final int FEW = 8;

  /** Failures of the machine or of the set-up rather than of the program. */
  private static final Set<String> UNAVAILABLE =
      Set.of(
          "CONFLICT",
          "MODEL_UNAVAILABLE",
          "NOT_FOUND",
          "STORAGE_FAILED",
          "ExceptionInInitializerError",
          "NoClassDefFoundError",
          "UnsatisfiedLinkError");

  private final String model;
  private final String cannot;
  private final String after;
  private final Duration deadline;
  private final OptionalLong maxMemory;
  private final Runnable checkOpen;

  /**
   * Creates a probe.
   *
   * @param model the name of the model, for messages
   * @param maxMemory the most resident memory in bytes; empty for a default
   * @param checkOpen throws what ends the trial, if nobody waits for it any more
   */
  public ModelProbe(String model, Duration deadline, OptionalLong maxMemory, Runnable checkOpen) {
    this(
        model,
        "Cannot register " + model,
        "; nothing of it ran in this process",
        deadline,
        maxMemory,
        checkOpen);
  }

  private ModelProbe(
      String model,
      String cannot,
      String after,
      Duration deadline,
      OptionalLong maxMemory,
      Runnable checkOpen) {
    this.model = model;
    this.cannot = cannot;
    this.after = after;
    this.deadline = deadline;
    this.maxMemory = maxMemory;
    this.checkOpen = checkOpen;
  }

  /** Creates a probe of a version that is registered, and may have run in this process before. */
  public static ModelProbe again(String label, Runnable checkOpen) {
    return new ModelProbe(
        label, "Cannot load " + label, "", ExternalModel.DEADLINE, OptionalLong.empty(), checkOpen);
  }

  /**
   * Loads the model in another JVM and runs all rows there that this process will run, some of them
   * alone and among others. The deadline is for all of it. The JVM is gone on return, whatever
   * happened.
   *
   * @param trial rows that run alone and among others: the prepared numbers of each, one input
   *     after the other
   * @param roles the rows of each role
   * @param sealed how many rows will be run that must not be read yet: a program may fail on a
   *     batch of their size only, so the trial rows run in batches of it too
   * @throws UntrustedModelException if the program throws, crashes, hangs, prints without end, or
   *     uses too much memory
   * @throws ModelUnavailableException if the JVM or the engine in it cannot start
   * @throws OperationInterruptedException if the thread was interrupted
   */
  public void run(
      Engine engine,
      ModelArtifact artifact,
      HeldFiles files,
      List<float[]> trial,
      List<List<float[]>> roles,
      long sealed) {
    Map<String, byte[]> bytes = new HashMap<>();
    long size = 0;
    for (StoredFile file : artifact.files()) {
      bytes.put(file.name(), files.bytes(file));
      size += file.size();
    }
    size += batch(artifact);
    String mark = "lifecycle4j-" + Ids.next();
    try (ProbeProcess process =
        ProbeProcess.start(
            ProbeOptions.options(System.getProperties(), engine, size),
            ProbeOptions.variables(System.getenv(), engine))) {
      process.send(
          new ProbeRequest(
              mark, engine.getClass().getName(), artifact, bytes, trial, sizes(sealed)),
          roles);
      judge(answer(process, mark, maxMemory.orElse(BASE_MEMORY + COPIES * size)));
    } catch (IOException e) {
      throw new ModelUnavailableException(
          "%s: a separate JVM cannot start: %s".formatted(cannot, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException(cannot + ": the thread was interrupted", e);
    }
  }

  /** Returns golden rows as rows to try: the numbers of each, one input after the other. */
  public static List<float[]> rows(List<GoldenRow> golden, Signature signature) {
    return golden.stream().map(row -> numbers(row, signature)).toList();
  }

  private static float[] numbers(GoldenRow row, Signature signature) {
    float[] numbers = new float[signature.inputs().stream().mapToInt(TensorSpec::numbers).sum()];
    int next = 0;
    for (TensorSpec input : signature.inputs()) {
      for (float number : row.inputs().getOrDefault(input.name(), List.of())) {
        numbers[next++] = number;
      }
    }
    return numbers;
  }

  /** Returns the sizes of the batches of an evaluation of these rows, and of a few requests. */
  private static List<Integer> sizes(long rows) {
    IntStream few = IntStream.rangeClosed(2, FEW);
    IntStream whole = IntStream.of(TensorRunner.BATCH, (int) (rows % TensorRunner.BATCH));
    return IntStream.concat(few, whole).filter(size -> size > 1).distinct().boxed().toList();
  }

  /** Returns the bytes of the rows that run at once. */
  private static long batch(ModelArtifact artifact) {
    long numbers = artifact.signature().inputs().stream().mapToLong(TensorSpec::numbers).sum();
    return TensorRunner.BATCH * numbers * Float.BYTES;
  }

  /** Waits for the answer, and throws as soon as a limit is exceeded. */
  private String answer(ProbeProcess process, String mark, long most)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    boolean watched = false;
    boolean ended = false;
    int seen = 0;
    while (!ended) {
      checkOpen.run();
      ended = process.await(MOMENT, MOST_PRINTED);
      OptionalLong used = ResidentMemory.peak(process.pid());
      watched |= used.isPresent();
      check(used.orElse(0), most);
      Optional<String> answer =
          process.printed() == seen ? Optional.empty() : find(process, mark + " ");
      seen = process.printed();
      if (answer.isPresent()) {
        noteUnwatched(watched);
        return answer.get();
      }
      if (process.printed() > MOST_PRINTED) {
        throw refused("prints without end");
      }
      if (System.nanoTime() - start > deadline.toNanos()) {
        throw refused(
            "has not run all rows after "
                + shown(deadline)
                + " (if it is slow or the rows are many, set deadline(…))");
      }
    }
    throw gone(process, mark);
  }

  private void check(long used, long most) {
    if (used > most) {
      throw refused(
          String.format(
              Locale.ROOT,
              "uses %d MiB of memory (at most %d MiB; if it needs them, set maxMemory(…))",
              used / MIB,
              most / MIB));
    }
  }

  private void noteUnwatched(boolean watched) {
    if (!watched) {
      LOG.info(
          "The memory of the JVM that tried {} was not checked: this is possible on Linux only",
          model);
    }
  }

  private static Optional<String> find(ProbeProcess process, String begin) {
    return process
        .lines()
        .filter(line -> line.startsWith(begin))
        .map(line -> line.substring(begin.length()))
        .filter(line -> !line.equals(ProbeMain.READY))
        .findFirst();
  }

  /** Explains the end of a JVM that answered nothing. */
  private LifecycleException gone(ProbeProcess process, String mark) {
    String code =
        process.exitCode().stream().mapToObj(Integer::toString).findFirst().orElse("unknown");
    if (process.output().contains(mark + " " + ProbeMain.READY)) {
      return refused("ended that JVM with exit code " + code);
    }
    return new ModelUnavailableException(
        "%s: a separate JVM ended with exit code %s before it began: %s (it needs"
                .formatted(cannot, code, shown(process.output()))
            + " lifecycle-core and the engine on its class path, system property "
            + CLASS_PATH
            + ")");
  }

  /** Returns a duration in the largest of its units of which it is a whole number. */
  public static String shown(Duration duration) {
    long nanos = duration.toNanosPart();
    return nanos == 0
        ? duration.toSeconds() + " s"
        : nanos % 1_000_000 == 0 ? duration.toMillis() + " ms" : duration.toNanos() + " ns";
  }

  private static String shown(String output) {
    String text = FreeText.of("output of a JVM", output.replaceAll("\\s+", " ").strip());
    return text.substring(0, Math.min(text.length(), SHOWN));
  }

  private void judge(String answer) {
    if (answer.equals(ProbeMain.PASSED)) {
      return;
    }
    String[] words = answer.split(" ", 3);
    String message = words.length < 3 ? answer : words[2];
    String code = words.length < 2 ? "" : words[1];
    if (UNAVAILABLE.contains(code)) {
      throw new ModelUnavailableException(cannot + ": a separate JVM cannot load it: " + message);
    }
    throw refused("fails: " + message);
  }

  private UntrustedModelException refused(String problem) {
    return new UntrustedModelException(
        cannot + ": in a separate JVM, the program " + problem + after);
  }
}

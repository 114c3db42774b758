package io.lifecycle4j.benchmarks;

import com.sun.management.ThreadMXBean;
import io.lifecycle4j.ManagedModel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Measures serving: the engine in plain Java and the engine on DJL beside raw DJL, with prediction
 * log, drift monitor and request checks on.
 *
 * <p>Prints lines {@code NAME ratio R floor F met|missed}, for a tail latency too: raw DJL's p99 by
 * ours. Figures without a peer have a ceiling.
 *
 * <p>Run: {@code benchmarks/run.sh serving [callers] [batch] [batching] [fashion] [start]
 * [allocation] [follow]}
 */
public final class ServingComparisons {
  private static final int WARM_CALLS = 300_000;
  private static final int COUNTED_CALLS = 100_000;
  private static final int STARTS = 5;
  private static final int SHADOW_PAIRS = 7;
  private static final String SESSION = "0123456789abcdef";

  /** A header of 12 bytes, five references and numbers of 4, and one of 8, rounded up. */
  private static final int PREDICTION_BYTES = 40;

  // written so that no part is optimized away
  @SuppressWarnings("UnusedVariable")
  private static volatile String id = "";

  @SuppressWarnings("UnusedVariable")
  private static volatile double[] outputs = {};

  private ServingComparisons() {}

  /** A group of measurements. */
  private interface Part {
    void run() throws IOException, InterruptedException;
  }

  /**
   * Runs the measurements and prints lines; a missed floor is not an error.
   *
   * @param args the parts to run; none for all
   * @throws IOException if a side cannot be started
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("callers", ServingComparisons::callers);
    parts.put("batch", ServingComparisons::batch);
    parts.put("batching", ServingComparisons::batching);
    parts.put("fashion", ServingComparisons::fashion);
    parts.put("start", ServingComparisons::start);
    parts.put("allocation", ServingComparisons::allocation);
    parts.put("follow", Following::compare);
    parts.put("shadow", ServingComparisons::shadow);
    for (String name : args.length == 0 ? parts.keySet() : List.of(args)) {
      Part part = parts.get(name);
      if (part == null) {
        throw new IllegalArgumentException(
            "Invalid name: " + name + " (there are " + parts.keySet() + ")");
      }
      part.run();
    }
  }

  private static void callers() throws IOException, InterruptedException {
    compare("java", 1, new PeerComparison("serving-1-caller-java-vs-tuned", "tuned", 1, 2.5));
    compare("djl", 1, new PeerComparison("serving-1-caller-djl-vs-default", "default", 1, 1.3));
    compare(
        "java", 1, new PeerComparison("serving-32-callers-java-vs-default", "default", 32, 2.5));
    compare("java", 1, new PeerComparison("serving-32-callers-java-vs-tuned", "tuned", 32, 1.5));
  }

  /** Rows at once beside raw DJL, row by row. */
  private static void batch() throws IOException, InterruptedException {
    compare(
        "java-128",
        ServingSide.BATCH,
        new PeerComparison("serving-128-rows-vs-tuned-row-by-row", "tuned", 1, 10));
    compare(
        "java-128",
        ServingSide.BATCH,
        new PeerComparison("serving-128-rows-vs-default-row-by-row", "default", 1, 10));
  }

  /** Callers that share runs beside callers that do not. */
  private static void batching() throws IOException, InterruptedException {
    for (String side : List.of("java", "djl", "fashion-java", "fashion-djl", "program")) {
      compare(
          side + ServingSide.BATCHED,
          1,
          new PeerComparison("serving-32-callers-batched-" + side, side, 32, 1));
    }
  }

  private static void fashion() throws IOException, InterruptedException {
    compare(
        "fashion-java", 1, new PeerComparison("serving-fashion-java-vs-djl", "fashion-djl", 1, 1));
  }

  /** Measures both sides in turn; a call of ours answers a number of rows. */
  private static void compare(String side, int rows, PeerComparison comparison)
      throws IOException, InterruptedException {
    List<Figures> ours = new ArrayList<>();
    List<Figures> peer = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    List<Double> tails = new ArrayList<>();
    for (int i = 0; i < Comparisons.PAIRS; i++) {
      Figures mine = Comparisons.measure(side, comparison.callers());
      Figures theirs = Comparisons.measure(comparison.peer(), comparison.callers());
      ours.add(mine);
      peer.add(theirs);
      ratios.add(rows * mine.perSecond() / theirs.perSecond());
      tails.add(theirs.p99() / mine.p99());
    }
    Comparisons.print(side, ours);
    Comparisons.print(comparison.peer(), peer);
    System.out.println(comparison.line(ratios));
    if (rows == 1) {
      PeerComparison tail =
          new PeerComparison(
              comparison.name() + "-p99", comparison.peer(), comparison.callers(), 1);
      System.out.println(tail.line(tails));
    }
  }

  /** The latency of callers while a shadow repeats all predictions, by that without. */
  private static void shadow() throws IOException, InterruptedException {
    List<Double> medians = new ArrayList<>();
    List<Double> tails = new ArrayList<>();
    List<Figures> with = new ArrayList<>();
    List<Figures> without = new ArrayList<>();
    for (int i = 0; i < SHADOW_PAIRS; i++) {
      Figures shadowed = Comparisons.measure("java-shadow", 1);
      Figures plain = Comparisons.measure("java", 1);
      with.add(shadowed);
      without.add(plain);
      medians.add(shadowed.p50() / plain.p50());
      tails.add(shadowed.p99() / plain.p99());
    }
    Comparisons.print("java-shadow", with);
    Comparisons.print("java", without);
    System.out.printf(Locale.ROOT, "  p99 ratio %.3f%n", PeerComparison.median(tails));
    double ratio = PeerComparison.median(medians);
    System.out.printf(
        Locale.ROOT,
        "serving-shadow-p50 ratio %.3f ceiling 1.05 %s%n",
        ratio,
        ratio <= 1.05 ? "met" : "missed");
  }

  /**
   * Starts a JVM without the native library, which predicts one row: as it is, and with an archive
   * of the classes that an earlier start loaded.
   */
  private static void start() throws IOException, InterruptedException {
    try (OurModel model = ServingSide.dense(true)) {
      Path archive = model.home().resolveSibling("classes.jsa");
      ceiling("serving-start-to-first-answer milliseconds", starts(model), 1_000);
      start(model, "-XX:ArchiveClassesAtExit=" + archive, "-D" + FirstAnswer.ENDS + "=true");
      ceiling(
          "serving-start-to-first-answer-archived milliseconds",
          starts(model, "-XX:SharedArchiveFile=" + archive),
          1_000);
    }
  }

  private static double starts(OurModel model, String... options)
      throws IOException, InterruptedException {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      millis.add(start(model, options));
    }
    return PeerComparison.median(millis);
  }

  /** Returns how many milliseconds a process takes from its start to its end after an answer. */
  private static double start(OurModel model, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xlog:disable"));
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path").split(":", 2)[0],
            FirstAnswer.class.getName(),
            model.home().toString()));
    long begun = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    double took = (System.nanoTime() - begun) / 1e6;
    if (process.waitFor() != 0 || !output.contains("class")) {
      throw new IllegalStateException("No answer:\n" + output);
    }
    return took;
  }

  /**
   * Counts the bytes that a call allocates on its thread beyond the objects of the user: the
   * prediction, its id, and the outputs of the network that it keeps for probabilities. What the
   * log keeps until it is written is counted, with its copy of the input.
   */
  private static void allocation() {
    try (OurModel side = ServingSide.dense(true)) {
      ManagedModel<Features, String> model = side.model();
      IntConsumer call = i -> model.predict(side.row(i & (Side.ROWS - 1)));
      IntConsumer user = ServingComparisons::parts;
      double all = allocated(call);
      double ofUser = PREDICTION_BYTES + allocated(user);
      System.out.printf(
          Locale.ROOT, "  %.0f bytes for a call, %.0f of them for the user%n", all, ofUser);
      ceiling("serving-allocation bytes", all - ofUser, 300);
    }
  }

  /**
   * Makes the parts of a prediction that a user receives: its id and the outputs of ten classes.
   */
  private static void parts(int number) {
    id = SESSION + "-" + (long) (WARM_CALLS + number);
    outputs = new double[Features.CLASSES];
  }

  private static double allocated(IntConsumer call) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    call(call, WARM_CALLS);
    long before = threads.getCurrentThreadAllocatedBytes();
    call(call, COUNTED_CALLS);
    return (threads.getCurrentThreadAllocatedBytes() - before) / (double) COUNTED_CALLS;
  }

  private static void call(IntConsumer call, int calls) {
    for (int i = 0; i < calls; i++) {
      call.accept(i);
    }
  }

  private static void ceiling(String name, double figure, double ceiling) {
    System.out.printf(
        Locale.ROOT,
        "%s %.0f ceiling %.0f %s%n",
        name,
        figure,
        ceiling,
        figure <= ceiling ? "met" : "missed");
  }
}

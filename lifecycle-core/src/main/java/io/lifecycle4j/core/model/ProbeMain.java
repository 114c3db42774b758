package io.lifecycle4j.core.model;

import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Tensor;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.stream.DoubleStream;

/**
 * The JVM that tries a program: loads it, runs all rows that the JVM that started it will run,
 * answers one line, and ends.
 *
 * <p>It ends at once when the JVM that started it does, which is when its input ends.
 */
final class ProbeMain {
  /** Said before anything of the program runs. */
  static final String READY = "READY";

  /** Answered when everything ran. */
  static final String PASSED = "PASSED";

  /** Begins the answer when something was thrown. */
  static final String FAILED = "FAILED";

  private static final String AGAIN =
      "the output for a row is %s, and %s for the same row again (call eval() before the network is"
          + " saved, and use no random numbers)";

  private static final String AMONG =
      "the output for a row is %s alone, and %s among others (call eval() before the network is"
          + " saved, and compute nothing over the rows of a batch)";

  /** How many rows run a second time alone. */
  private static final int REPEATED = 32;

  /** Batches of another size may add up in another order. */
  private static final double TOLERANCE = 1e-3;

  private ProbeMain() {}

  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    System.setOut(System.err); // what the program prints begins no line of an answer
    DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
    ProbeRequest request = ProbeRequest.readFrom(in);
    ProbeRows rows = ProbeRows.read(in);
    say(out, request, READY);
    say(out, request, answer(request, rows));
    Runtime.getRuntime().halt(0); // a program may hold threads, or a hook that never returns
  }

  /** Begins a new line, whatever a native library has printed before. */
  private static void say(PrintStream out, ProbeRequest request, String text) {
    out.print("\n" + request.mark() + " " + text + "\n");
    out.flush();
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // whatever it is, it is the answer
  private static String answer(ProbeRequest request, ProbeRows rows) {
    try {
      run(request, rows);
      return PASSED;
    } catch (LifecycleException e) {
      return FAILED + " " + e.code() + " " + e.getMessage();
    } catch (Throwable e) {
      return FAILED + " " + e.getClass().getSimpleName() + " " + line(String.valueOf(e));
    }
  }

  private static String line(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.substring(0, Math.min(line.length(), LifecycleException.MAX_MESSAGE));
  }

  private static void run(ProbeRequest request, ProbeRows others) {
    LoadedModel model =
        engine(request.engine(), request.artifact().format())
            .load(request.artifact(), request.opened());
    try (TensorRunner runner = new TensorRunner(model, request.artifact().signature())) {
      compare(runner, request.rows(), request.sizes());
      for (List<float[]> batch = others.next(); !batch.isEmpty(); batch = others.next()) {
        run(runner, batch);
      }
    }
  }

  /** Runs rows alone, some of them again, and among others. */
  private static void compare(TensorRunner runner, List<float[]> rows, List<Integer> sizes) {
    List<double[]> alone = new ArrayList<>();
    for (float[] row : rows) {
      alone.add(run(runner, List.of(row)).get(0));
    }
    for (int i = 0; i < Math.min(REPEATED, rows.size()); i++) {
      compare(AGAIN, alone.get(i), run(runner, List.of(rows.get(i))).get(0));
    }
    for (int size : rows.isEmpty() ? List.<Integer>of() : sizes) {
      compare(runner, rows, alone, size);
    }
  }

  /** Runs as many rows at once, in two orders. */
  private static void compare(
      TensorRunner runner, List<float[]> rows, List<double[]> alone, int size) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      places.add(i % rows.size());
    }
    for (int order = 0; order < 2; order++) {
      List<double[]> batch = run(runner, places.stream().map(rows::get).toList());
      for (int i = 0; i < batch.size(); i++) {
        compare(AMONG, alone.get(places.get(i)), batch.get(i));
      }
      Collections.reverse(places);
    }
  }

  private static void compare(String problem, double[] expected, double[] found) {
    for (int number = 0; number < expected.length; number++) {
      double size = Math.max(1, Math.abs(expected[number]));
      double difference = Math.abs(found[number] - expected[number]);
      boolean same = Double.compare(found[number], expected[number]) == 0; // also if it is NaN
      if (!same && !(difference <= TOLERANCE * size)) {
        throw new UntrustedModelException(
            String.format(Locale.ROOT, problem, expected[number], found[number]));
      }
    }
  }

  /** Runs rows, and returns the numbers of all outputs for each of them. */
  private static List<double[]> run(TensorRunner runner, List<float[]> rows) {
    FloatBuffer[] inputs = runner.numbers(rows.size());
    for (float[] row : rows) {
      int next = 0;
      for (FloatBuffer input : inputs) {
        int numbers = input.capacity() / rows.size();
        input.put(row, next, numbers);
        next += numbers;
      }
    }
    List<Tensor> outputs = runner.run();
    List<double[]> numbers = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      DoubleStream.Builder one = DoubleStream.builder();
      for (Tensor output : outputs) {
        int width = output.size() / rows.size();
        for (int i = 0; i < width; i++) {
          one.add(output.number(row * width + i));
        }
      }
      numbers.add(one.build().toArray());
    }
    return numbers;
  }

  /** Finds the engine of that class, or another that reads the format. */
  private static Engine engine(String type, String format) {
    List<Engine> all =
        ServiceLoader.load(Engine.class).stream().map(ServiceLoader.Provider::get).toList();
    return all.stream()
        .filter(engine -> engine.getClass().getName().equals(type))
        .findFirst()
        .or(() -> all.stream().filter(engine -> engine.formats().contains(format)).findFirst())
        .orElseThrow(
            () ->
                new NotFoundException(
                    "Engine does not exist: "
                        + type
                        + " (name its class in META-INF/services/"
                        + Engine.class.getName()
                        + ")"));
  }
}

package io.lifecycle4j.contract;

import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * An engine whose networks are dense layers that do what their architecture says when they run, as
 * programs can. Another JVM creates it as a service.
 */
public final class ProgramEngine implements Engine {
  /** The name of the format. */
  public static final String FORMAT = "program";

  private final LinearEngine linear = new LinearEngine();
  private final AtomicInteger loaded = new AtomicInteger();
  private final Set<Double> seen = Collections.synchronizedSet(new LinkedHashSet<>());

  /**
   * Counts the networks that were loaded in this process.
   *
   * @return how many, ever
   */
  public int loaded() {
    return loaded.get();
  }

  /**
   * Returns the first number of the row that was run last for the first time in this process.
   *
   * @return the number, which no row before it has
   */
  public double last() {
    double last = Double.NaN;
    for (double number : List.copyOf(seen)) {
      last = number;
    }
    return last;
  }

  /**
   * Makes a class path on which a JVM finds this engine as a service.
   *
   * @param folder an empty folder
   * @return the class path
   */
  public static String classPath(Path folder) {
    try {
      Path services = java.nio.file.Files.createDirectories(folder.resolve("META-INF/services"));
      java.nio.file.Files.write(
          services.resolve(Engine.class.getName()),
          ProgramEngine.class.getName().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return folder + System.getProperty("path.separator") + System.getProperty("java.class.path");
  }

  @Override
  public Set<String> formats() {
    return Set.of(FORMAT);
  }

  @Override
  public Set<String> programs() {
    return Set.of(FORMAT);
  }

  @Override
  public Set<String> settings() {
    return Set.of("program.");
  }

  @Override
  public Map<String, String> environment() {
    return Map.of();
  }

  @Override
  public TrainedModel inspect(TrainedModel network, Signature wanted) {
    if (network.architecture().equals("forbidden")) {
      throw new UntrustedModelException("Cannot load program: it uses a forbidden operator");
    }
    return network;
  }

  @Override
  public LoadedModel load(ModelArtifact artifact, Files files) {
    loaded.incrementAndGet();
    int width = LinearEngine.width(artifact.signature());
    int outputs = artifact.signature().outputs().get(0).numbers();
    ModelArtifact layer =
        new ModelArtifact(
            LinearEngine.FORMAT,
            LinearEngine.architecture(width, outputs),
            artifact.files(),
            artifact.signature());
    return new Program(linear.load(layer, files), artifact.architecture(), seen);
  }

  private record Program(LoadedModel layer, String action, Set<Double> seen)
      implements LoadedModel {
    @Override
    public ModelWorker worker() {
      ModelWorker worker = layer.worker();
      return new ModelWorker() {
        @Override
        public List<Tensor> run(List<Tensor> inputs) {
          int rows = (int) inputs.get(0).shape()[0];
          for (int row = 0; row < rows; row++) {
            double number = inputs.get(0).number(row * inputs.get(0).size() / rows);
            seen.add(number);
            act(action, number);
          }
          act(action, inputs.get(0).shape()[0]);
          List<Tensor> outputs = worker.run(inputs);
          if (action.equals("add how many rows it has seen")) {
            outputs.get(0).set(0, outputs.get(0).number(0) + seen.size());
          }
          if (action.equals("add the number of rows")) {
            outputs.get(0).set(0, outputs.get(0).number(0) + inputs.get(0).shape()[0]);
          }
          return outputs;
        }

        @Override
        public void close() {
          worker.close();
        }
      };
    }

    @Override
    public void close() {
      layer.close();
    }
  }

  private static void act(String action, double number) {
    if (action.equals("crash on " + number)) {
      Runtime.getRuntime().halt(139);
    }
    if (action.equals("hang on " + number)) {
      hang();
    }
  }

  private static void act(String action, long rows) {
    if (action.equals("hang on " + rows + " rows")) {
      hang();
    }
    switch (action) {
      case "crash on several rows" -> {
        if (rows > 1) {
          Runtime.getRuntime().halt(139);
        }
      }
      case "add the number of rows", "add how many rows it has seen" -> {} // beside its outputs
      case "hang" -> hang();
      case "flood" -> flood();
      case "print" -> print();
      case "leave a file" -> leaveFile();
      case "throw" ->
          throw new IllegalArgumentException(
              "secret is %s,\nprogram.set is %s"
                  .formatted(System.getProperty("secret"), System.getProperty("program.set")));
      default -> {}
    }
  }

  @SuppressWarnings("InfiniteLoopStatement")
  private static void hang() {
    while (true) {
      LockSupport.parkNanos(200_000);
    }
  }

  private static void leaveFile() {
    try {
      Path folder = java.nio.file.Files.createTempDirectory("left-");
      throw new IllegalStateException("left " + java.nio.file.Files.createTempFile(folder, "", ""));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings({"InfiniteLoopStatement", "ModifiedButNotUsed"}) // kept in memory, that is all
  private static void flood() {
    List<ByteBuffer> kept = new ArrayList<>();
    while (kept.size() < Integer.MAX_VALUE) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
      kept.add(buffer.put(new byte[1 << 20])); // touched, so that it is resident
    }
  }

  @SuppressWarnings("InfiniteLoopStatement")
  private static void print() {
    byte[] text = new byte[1 << 16];
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      while (true) {
        out.write(text); // as fast as a process can
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

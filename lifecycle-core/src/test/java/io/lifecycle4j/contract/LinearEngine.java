package io.lifecycle4j.contract;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small engine in plain Java: networks of one dense layer, that say when they are misused.
 *
 * <p>A native engine ends the process when a network is closed while it runs. This one writes down
 * each misuse instead ({@link #violations()}) and forgets the weights of a closed network, so that
 * an answer computed on freed memory is not a number. Thread-safe.
 */
public final class LinearEngine implements Engine {
  /** The name of the format. */
  public static final String FORMAT = "linear";

  /** What the file of weights is called. */
  public static final String FILE = "weights";

  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final AtomicInteger loaded = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private volatile Runnable meanwhile = () -> {};
  private volatile float error;

  /** Creates an engine. */
  public LinearEngine() {
    this(0);
  }

  private LinearEngine(float error) {
    this.error = error;
  }

  /**
   * Creates an engine that computes differently, as another processor or library may.
   *
   * @param error what it adds to every output
   * @return the engine
   */
  public static LinearEngine off(float error) {
    return new LinearEngine(error);
  }

  /**
   * Computes differently from now on.
   *
   * @param more what it adds to every output
   */
  public void add(float more) {
    error = more;
  }

  /**
   * Does something in the middle of every run, such as holding it up.
   *
   * @param hook what to do, on the thread that runs
   */
  public void meanwhile(Runnable hook) {
    meanwhile = hook;
  }

  /**
   * Describes a network.
   *
   * @param width how many numbers a row has
   * @param outputs how many numbers it puts out
   * @return its architecture
   */
  public static String architecture(int width, int outputs) {
    return "dense " + width + " " + outputs;
  }

  /**
   * Writes weights as a file.
   *
   * @param weights {@code float[outputs][width + 1]}, the bias last
   * @return the bytes
   */
  public static byte[] file(float[][] weights) {
    ByteBuffer bytes = ByteBuffer.allocate(weights.length * weights[0].length * Float.BYTES);
    for (float[] row : weights) {
      for (float weight : row) {
        bytes.putFloat(weight);
      }
    }
    return bytes.array();
  }

  /**
   * Tells what was done that would have ended the process with a native engine.
   *
   * @return the misuses, oldest first
   */
  public List<String> violations() {
    return List.copyOf(violations);
  }

  /**
   * Counts the networks that were loaded.
   *
   * @return how many, ever
   */
  public int loaded() {
    return loaded.get();
  }

  /**
   * Counts the networks that are loaded and not closed.
   *
   * @return how many, now
   */
  public int open() {
    return open.get();
  }

  @Override
  public Set<String> formats() {
    return Set.of(FORMAT);
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("engine", "linear 1");
  }

  @Override
  public LoadedModel load(ModelArtifact artifact, Files files) {
    int width = width(artifact.signature());
    int outputs = artifact.signature().outputs().get(0).numbers();
    if (!artifact.architecture().equals(architecture(width, outputs))) {
      throw new UntrustedModelException(
          "Cannot load network: it is '"
              + artifact.architecture()
              + "' (must be '"
              + architecture(width, outputs)
              + "')");
    }
    if (artifact.files().size() != 1) {
      throw new UntrustedModelException(
          "Cannot load network: " + artifact.files().size() + " files (must be 1)");
    }
    byte[] bytes = read(artifact.files().get(0), files);
    if (bytes.length != outputs * (width + 1) * Float.BYTES) {
      throw new UntrustedModelException(
          "Cannot load network: " + bytes.length + " bytes do not fit " + artifact.architecture());
    }
    loaded.incrementAndGet();
    open.incrementAndGet();
    return new LinearModel(this, weights(bytes, width, outputs), artifact.signature());
  }

  /** Gives the numbers in the byte order of the file, the bias last in each row. */
  @Override
  public List<Tensor> weights(ModelArtifact artifact, Files files) {
    byte[] bytes = read(artifact.files().get(0), files);
    int width = width(artifact.signature());
    int outputs = artifact.signature().outputs().get(0).numbers();
    return List.of(
        new Tensor("weights", TensorType.FLOAT32, ByteBuffer.wrap(bytes), outputs, width + 1));
  }

  /**
   * Counts the numbers of a row.
   *
   * @param signature describes the inputs
   * @return over all of them
   */
  static int width(Signature signature) {
    return signature.inputs().stream().mapToInt(TensorSpec::numbers).sum();
  }

  private static byte[] read(StoredFile file, Files files) {
    try (InputStream in = files.open(file)) {
      byte[] bytes =
          in.readAllBytes(); // the end of the stream says whether they are the registered
      if (bytes.length != file.size()) {
        throw new CorruptDataException(
            "Cannot read "
                + file.name()
                + ": "
                + bytes.length
                + " bytes (must be "
                + file.size()
                + ")");
      }
      return bytes;
    } catch (IOException e) {
      throw new StorageFailedException("Cannot read " + file.name() + ": " + e.getMessage(), e);
    }
  }

  private static float[][] weights(byte[] bytes, int width, int outputs) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    float[][] weights = new float[outputs][width + 1];
    for (float[] row : weights) {
      for (int i = 0; i <= width; i++) {
        row[i] = from.getFloat();
      }
    }
    return weights;
  }

  float error() {
    return error;
  }

  void running() {
    meanwhile.run();
  }

  void freed() {
    open.decrementAndGet();
  }

  IllegalStateException violated(String what) {
    violations.add(what);
    return new IllegalStateException(what);
  }
}

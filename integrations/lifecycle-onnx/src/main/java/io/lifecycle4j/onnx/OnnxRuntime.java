package io.lifecycle4j.onnx;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.onnxruntime.engine.OrtEngine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.StorageFailedException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Starts ONNX Runtime through DJL, once in a process.
 *
 * <p>Unless the user set them, it disables downloads ({@code ai.djl.offline}), telemetry ({@code
 * OPT_OUT_TRACKING}) and DJL's use of a second engine ({@code ai.djl.onnx.disable_alternative}),
 * and sets one thread for an operation ({@code ai.djl.onnxruntime.num_threads}), which is the
 * thread that runs the network. Thread-safe.
 */
final class OnnxRuntime {
  private static final String THREADS = "ai.djl.onnxruntime.num_threads";
  private static final String INTEROP_THREADS = "ai.djl.onnxruntime.num_interop_threads";

  /** The prefix of the marker of a property that the library set, as for PyTorch. */
  private static final String PRESET = "io.lifecycle4j.preset.";

  private static volatile boolean started;

  private OnnxRuntime() {}

  /** Starts ONNX Runtime unless it is running. It unpacks its native library each time. */
  static void start() {
    if (!started) {
      startOnce();
    }
  }

  /** Returns the versions and settings of DJL and ONNX Runtime; starts them if necessary. */
  static Map<String, String> environment() {
    start();
    Map<String, String> environment = new TreeMap<>();
    environment.put("djl.version", Engine.getDjlVersion());
    String engine = OrtEngine.class.getPackage().getSpecificationVersion();
    environment.put("djl.onnxruntime_engine", engine == null ? "unknown" : engine);
    environment.put("onnxruntime.version", OrtEnvironment.getEnvironment().getVersion());
    environment.put("onnxruntime.threads", Integer.toString(threads()));
    return Collections.unmodifiableMap(environment);
  }

  /** Returns how many threads an operation uses. */
  static int threads() {
    return Math.max(1, Integer.getInteger(THREADS, 1));
  }

  /** Creates a session of a file; ONNX Runtime copies the bytes. It must be running. */
  static OrtSession session(byte[] file) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads());
      options.setInterOpNumThreads(1);
      // Failures are exceptions, and need not be printed as well.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      // Idle threads that spin take the cores of other sessions.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      // Otherwise the bytes choose the format, and only ONNX was checked.
      options.addConfigEntry("session.load_model_format", "ONNX");
      return OrtEnvironment.getEnvironment().createSession(file, options);
    }
  }

  private static synchronized void startOnce() {
    if (started) {
      return;
    }
    preset("ai.djl.offline", "DJL_OFFLINE", "true");
    preset("OPT_OUT_TRACKING", "OPT_OUT_TRACKING", "true");
    preset("ai.djl.onnx.disable_alternative", "", "true");
    preset(THREADS, "", "1");
    preset(INTEROP_THREADS, "", "1");
    // DJL finds its engines by the context class loader, which may be a wrong one here.
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(OnnxRuntime.class.getClassLoader());
    try {
      Engine.getEngine(OrtEngine.ENGINE_NAME);
      OrtEnvironment.getEnvironment().setTelemetry(false);
      started = true;
    } catch (OrtException | EngineException | IllegalArgumentException | LinkageError e) {
      throw failure(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /**
   * Sets a property that the user did not set, and marks it: runs record only settings of the user.
   */
  private static void preset(String property, String variable, String value) {
    boolean byVariable = !variable.isEmpty() && System.getenv(variable) != null;
    if (System.getProperty(property) == null && !byVariable) {
      System.setProperty(PRESET + property, value); // Marked first.
      System.setProperty(property, value);
    }
  }

  private static LifecycleException failure(Throwable e) {
    String message = "Cannot start ONNX Runtime: ";
    Throwable root = e;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      root = cause;
      String text = String.valueOf(cause.getMessage());
      if (cause instanceof UnsatisfiedLinkError && text.contains("another classloader")) {
        return new ConflictException(
            message
                + "another class loader of this process has loaded it"
                + " (put DJL and lifecycle-onnx into one loader that both sides share)",
            e);
      }
    }
    return new StorageFailedException(
        message
            + root
            + " (its native library is unpacked into java.io.tmpdir, which must be writable and"
            + " allow to execute; or set onnxruntime.native.path to a folder that has it)",
        e);
  }
}
